// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const ready = z.object({ url: z.string() })

/** A process of a benchmark, listening at `url`. */
export interface Child {
  readonly url: string
  readonly process: ChildProcess
  end(): Promise<void>
}

/** Starts a program that tells `{url}` once it listens, and that ends when it is disconnected. */
export async function startChild(
  program: URL,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Child> {
  const child = fork(fileURLToPath(program), args, {
    execArgv: ['--import', TSX],
    env: { ...process.env, ...env },
  })
  const exited = once(child, 'exit')
  const [message] = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`${program.pathname} ended with ${code} before it was ready`))),
  ])
  return {
    url: ready.parse(message).url,
    process: child,
    async end() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
