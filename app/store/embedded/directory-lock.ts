// SPDX-License-Identifier: Apache-2.0

import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { StoreError } from '../store-error.ts'

/** A server that is being restarted lets go within this time. */
const PATIENCE_MS = 3_000
const HEARTBEAT_MS = 2_000
/** On another host a process cannot be looked at; one that stopped its heartbeat is gone. */
const SILENT_MS = 15_000

const holderSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  /** Tells a process from a later one of the same number; empty where the system does not say. */
  startedAt: z.string(),
})
type Holder = z.infer<typeof holderSchema>

export interface DirectoryLock {
  release(): void
}

/**
 * Makes this process the only owner of a directory. A lock whose owner has died is taken over.
 *
 * @throws {StoreError} `locked`, naming the owner
 */
export async function lockDirectory(directory: string, patienceMs = PATIENCE_MS): Promise<DirectoryLock> {
  const path = join(directory, 'lock')
  const own = `${path}.${process.pid}`
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname(), startedAt: startOf(process.pid) }))
  try {
    for (const deadline = performance.now() + patienceMs; ; ) {
      if (tryLink(own, path)) return holding(path)
      const holder = holderOf(path)
      if (holder !== null && isGone(holder, path)) {
        takeAway(path)
        continue
      }
      if (performance.now() > deadline) throw locked(directory, holder)
      await sleep(50)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Whether some process that is alive owns the directory. */
export function isOwned(directory: string): boolean {
  const path = join(directory, 'lock')
  const holder = holderOf(path)
  return holder !== null && !isGone(holder, path)
}

function holding(path: string): DirectoryLock {
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimesSync(path, now, now)
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    release() {
      clearInterval(heartbeat)
      rmSync(path, { force: true })
    },
  }
}

/** Linking is atomic: of several processes exactly one succeeds. */
function tryLink(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Removes a dead owner's lock. Renaming first, so that of several processes exactly one removes it. */
function takeAway(path: string): void {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
    rmSync(aside)
  } catch {
    // Another process was quicker; the next round sees its lock.
  }
}

function holderOf(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

function isGone(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs > SILENT_MS
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
  return holder.startedAt !== startOf(holder.pid)
}

/** When a process started, in clock ticks since boot (Linux); empty elsewhere. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function locked(directory: string, holder: Holder | null): StoreError {
  const who = holder === null ? 'another process' : `process ${holder.pid}`
  const where = holder === null || holder.host === hostname() ? '' : ` on ${holder.host}`
  return new StoreError(
    'locked',
    `The database in ${directory} is in use by ${who}${where}. Is the server running already? Stop it, or set KIT_DATA_DIR to another directory.`,
  )
}
