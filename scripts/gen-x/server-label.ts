// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { EXIT, KitError } from '../exit.ts'
import { shownUrl, type Target } from './target.ts'

const TIMEOUT_MS = 5_000
const version = z.object({ version: z.string().max(100) })

/**
 * What a server says it is: its `Server` header and what `/version` tells (vLLM has one). Null when it says nothing.
 * Throws {@link KitError} when nothing answers at all, before a measurement begins in vain.
 */
export async function serverLabel(target: Target, apiKey: string | null): Promise<string | null> {
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  const ask = (url: URL) => fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' })
  const below = (path: string) => new URL(`${target.base.pathname.replace(/\/+$/, '')}${path}`, target.base)
  let server: string | null
  try {
    const models = await ask(below('/models'))
    server = models.headers.get('server')
    await models.body?.cancel()
  } catch (error) {
    throw new KitError(
      EXIT.outside,
      `Nothing answers at ${shownUrl(target.base)} (${reason(error)}). Is the server up, and is --url right? For a try without a GPU: PORT=8081 npx tsx app/rehearsal/main.ts, then --url http://127.0.0.1:8081 --model rehearsal-flite --voice slt.`,
    )
  }
  const told = await ask(new URL('/version', target.base))
    .then(async (response) => (response.ok ? version.safeParse(await response.json()) : null))
    .catch(() => null)
  const words = [server, told?.data?.version].filter((word) => typeof word === 'string')
  return words.length === 0 ? null : words.join(' ')
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
  return error.name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1_000} s` : error.message
}
