// SPDX-License-Identifier: Apache-2.0

/**
 * The process that owns the embedded database: PGlite behind a Unix socket (a loopback port on Windows).
 * It ends when the process that started it ends, however that happens.
 */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { StoreError } from '../store-error.ts'
import { publishAddress, withdrawAddress } from './address.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import type { EmbeddedMessage } from './messages.ts'
import { Relay } from './relay.ts'

const dataDir = process.argv[2]
if (dataDir === undefined) throw new Error('usage: process.ts DATA_DIR')

let lock: DirectoryLock | null = null
let database: PGlite | null = null
let relay: Relay | null = null
let socketDir: string | null = null
let isEnding = false

/** Closes in order, so that the directory is whole before the lock goes. */
async function end(exitCode: number): Promise<void> {
  if (isEnding) return
  isEnding = true
  if (lock !== null && dataDir !== undefined) withdrawAddress(dataDir)
  await relay?.close()
  await database?.close().catch(() => {})
  if (socketDir !== null) rmSync(socketDir, { recursive: true, force: true })
  lock?.release()
  process.exit(exitCode)
}

function tell(message: EmbeddedMessage): void {
  if (process.connected) process.send?.(message)
}

process.on('disconnect', () => void end(0))
process.on('SIGTERM', () => void end(0))
// Ctrl-C reaches the whole group; the server still has to finish its writes and then disconnects.
process.on('SIGINT', () => {})

/** Created aside and moved into place, so that a start that was killed half-way leaves no half database. */
async function createOnce(directory: string): Promise<void> {
  for (const name of readdirSync(directory)) {
    if (name.startsWith('pglite.new')) rmSync(join(directory, name), { recursive: true, force: true })
  }
  if (existsSync(join(directory, 'pglite'))) return
  const aside = join(directory, 'pglite.new')
  await (await PGlite.create({ dataDir: aside })).close()
  renameSync(aside, join(directory, 'pglite'))
}

async function listen(db: PGlite): Promise<string> {
  relay = new Relay(db, (error) => {
    console.error('The embedded database failed.', error)
    void end(1)
  })
  if (process.platform === 'win32') {
    const port = await relay.listen({ host: '127.0.0.1', port: 0 })
    return `postgres://postgres@127.0.0.1:${port}/postgres`
  }
  // A directory of its own, readable by this user only: the embedded database asks for no password.
  socketDir = mkdtempSync(join(tmpdir(), 'kit-store-'))
  await relay.listen({ path: join(socketDir, '.s.PGSQL.5432') })
  return `postgres://postgres@${encodeURIComponent(socketDir)}/postgres`
}

try {
  mkdirSync(dataDir, { recursive: true })
  lock = await lockDirectory(dataDir)
  // Of an owner that was killed.
  withdrawAddress(dataDir)
  await createOnce(dataDir)
  database = await PGlite.create({ dataDir: join(dataDir, 'pglite') })
  const connectionString = await listen(database)
  publishAddress(dataDir, connectionString)
  tell({ kind: 'ready', connectionString })
  if (!process.connected) await end(0)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  tell(
    error instanceof StoreError && error.code === 'locked'
      ? { kind: 'failed', code: 'locked', message }
      : { kind: 'failed', code: 'failed', message: `The embedded database in ${dataDir} did not start: ${message}` },
  )
  await end(1)
}
