// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { StoreAddress } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { embeddedMessage } from './messages.ts'

export interface EmbeddedOptions {
  /** Created when missing; the first time takes a few seconds. */
  readonly dataDir: string
  /** Called once if the database's process ends although nobody closed it. */
  readonly onDeath?: (error: StoreError) => void
}

export interface EmbeddedStore {
  /** For `openStore`. Its pool size is 1: PGlite is one session. */
  readonly address: StoreAddress
  /** Ends the process after its last write. Close the stores first. */
  close(): Promise<void>
}

const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url))
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * Starts the embedded Postgres (PGlite) in a process of its own, as the only owner of its directory.
 * It ends with the process that started it.
 *
 * @throws {StoreError} `locked` when another process owns the directory, `failed` when it does not start
 */
export async function startEmbedded({ dataDir, onDeath }: EmbeddedOptions): Promise<EmbeddedStore> {
  const directory = resolve(dataDir)
  const child = fork(PROCESS, [directory], {
    // `npm start` runs bundles, which are JavaScript.
    execArgv: PROCESS.endsWith('.ts') ? ['--import', TSX] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const connectionString = await readiness(child, directory)
  let isClosing = false
  void exited.then(() => {
    if (isClosing) return
    onDeath?.(new StoreError('unavailable', `The embedded database in ${directory} ended. Start the server again.`))
  })
  // The database must not keep the process alive that only forgot to close it.
  child.unref()
  child.channel?.unref()
  return {
    address: { connectionString, poolSize: 1 },
    async close() {
      isClosing = true
      child.ref()
      if (child.connected) child.disconnect()
      await exited
    },
  }
}

function readiness(child: ChildProcess, directory: string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (raw) => {
      const message = embeddedMessage.parse(raw)
      if (message.kind === 'ready') resolve(message.connectionString)
      else reject(new StoreError(message.code, message.message))
    })
    const fail = (why: string) =>
      reject(new StoreError('failed', `The embedded database in ${directory} did not start: ${why}.`))
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => fail(`its process ended (${signal ?? code})`))
  })
}
