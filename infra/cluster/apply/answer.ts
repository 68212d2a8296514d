// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { ClusterError, type ClusterErrorCode } from './errors.ts'

const Status = z.looseObject({
  kind: z.literal('Status'),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z
    .looseObject({
      kind: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
    })
    .optional(),
})

const NEXT: Partial<Record<ClusterErrorCode, string>> = {
  UNAUTHORIZED: "Log in with 'oc login' again.",
  FORBIDDEN: 'It takes a cluster administrator: see who you are with oc whoami.',
}

function codeOf(status: number, body: z.output<typeof Status> | undefined): ClusterErrorCode {
  if (status === 401) return 'UNAUTHORIZED'
  // A namespace on its way out refuses what is new; it is gone in a while.
  if (body?.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return 'CONFLICT'
  if (status === 403) return 'FORBIDDEN'
  // An unknown path is answered in plain words, an unknown object with a Status.
  if (status === 404) return body === undefined || body.details?.kind === undefined ? 'NO_SUCH_KIND' : 'NOT_FOUND'
  if (status === 409) return 'CONFLICT'
  if (status === 429 || status === 408) return 'BUSY'
  return status >= 500 ? 'SERVER' : 'REJECTED'
}

function json(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}

/** What the API server answered. Throws {@link ClusterError} for anything but success. */
export async function answered(what: string, server: string, response: IncomingMessage): Promise<unknown> {
  const words = await text(response).catch((error: Error) => {
    throw new ClusterError('UNREACHABLE', `${what}: the answer of ${server} broke off (${error.message}).`)
  })
  const status = response.statusCode ?? 0
  const body = json(words)
  if (status >= 200 && status < 300 && body !== undefined) return body
  if (status >= 200 && status < 300)
    throw new ClusterError('UNREACHABLE', `${what}: ${server} did not answer as a Kubernetes API does.`)
  const parsed = Status.safeParse(body)
  const told = parsed.success ? parsed.data : undefined
  const code = codeOf(status, told)
  const seconds = told?.details?.retryAfterSeconds ?? Number(response.headers['retry-after'])
  const next = NEXT[code] === undefined ? '' : ` ${NEXT[code]}`
  throw new ClusterError(
    code,
    `${what}: ${told?.message ?? `the cluster answered ${status}`} (${status}).${next}`,
    Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
  )
}
