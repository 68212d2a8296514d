// SPDX-License-Identifier: Apache-2.0

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreAddress } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { isOwned } from './directory-lock.ts'

/** A database that is being started has its address within this time. */
const PATIENCE_MS = 10_000

/** Tells other processes of this user where the database of a directory listens. Only the directory's owner may. */
export function publishAddress(directory: string, connectionString: string): void {
  const path = join(directory, 'address')
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, connectionString, { mode: 0o600 })
  renameSync(aside, path)
}

export function withdrawAddress(directory: string): void {
  rmSync(join(directory, 'address'), { force: true })
}

/**
 * The embedded database that some other process runs on a directory, so that a second one can look in; null when none
 * does. Waits for one that is just starting.
 *
 * @throws {StoreError} `locked` when the directory has an owner that does not say where it listens
 */
export async function runningEmbedded(dataDir: string, patienceMs = PATIENCE_MS): Promise<StoreAddress | null> {
  const directory = resolve(dataDir)
  for (const deadline = performance.now() + patienceMs; isOwned(directory); await sleep(50)) {
    const connectionString = addressIn(directory)
    if (connectionString !== null) return { connectionString, poolSize: 1 }
    if (performance.now() > deadline) {
      const what = `The database in ${directory} is in use by a process that does not let others in.`
      throw new StoreError('locked', `${what} Stop the server, then try again.`)
    }
  }
  return null
}

function addressIn(directory: string): string | null {
  try {
    return readFileSync(join(directory, 'address'), 'utf8')
  } catch {
    return null
  }
}
