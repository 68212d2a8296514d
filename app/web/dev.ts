// SPDX-License-Identifier: Apache-2.0

/** Next's development server, with the worklets bundled anew whenever their sources change. */

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { context } from 'esbuild'
import { copySilero } from './silero-files.ts'
import { workletBundle } from './worklets.ts'

const webDir = fileURLToPath(new URL('.', import.meta.url))

/** Next's development server. */
export interface DevWeb {
  readonly url: string
  /** Resolves when it is gone. */
  readonly ended: Promise<void>
}

/** Resolves when the server answers; it stops with the signal. The voice server proxies everything of the page to `url`. */
export async function startDevWeb({ signal }: { readonly signal: AbortSignal }): Promise<DevWeb> {
  const worklets = await context(workletBundle())
  signal.addEventListener('abort', () => void worklets.dispose(), { once: true })
  await Promise.all([worklets.rebuild(), copySilero(webDir)])
  await worklets.watch()

  const port = await freePort()
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'dev', webDir, '--hostname', '127.0.0.1', '--port', String(port)], {
    cwd: webDir,
    env: { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    const listen = (text: string) => {
      said += text
      if (/Ready in/.test(said)) resolve()
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen)
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`next dev ended with exit code ${code}:\n${said.trimEnd()}`)))
  })
  return { url: `http://127.0.0.1:${port}`, ended }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
