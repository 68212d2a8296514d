// SPDX-License-Identifier: Apache-2.0

import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openStore } from '../open-store.ts'
import { newDataDir } from '../test/data-directory.ts'
import { lockDirectory } from './directory-lock.ts'
import { type EmbeddedStore, startEmbedded } from './start-embedded.ts'

/** Each start of a database is a process with a WebAssembly Postgres: half a second, on a busy machine many. */
const TIMEOUT_MS = 60_000
vi.setConfig({ testTimeout: TIMEOUT_MS })

async function freshDataDir(): Promise<string> {
  const { dataDir, remove } = await newDataDir()
  onTestFinished(remove)
  return dataDir
}

function emptyDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kit-lock-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A process that saves orders as fast as it can and tells each number once it is committed. */
function startWriter(dataDir: string): ChildProcess {
  const program = fileURLToPath(new URL('../test/order-writer.ts', import.meta.url))
  const writer = fork(program, [dataDir], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void writer.kill('SIGKILL'))
  return writer
}

/** The process that owns the database. */
function lockHolder(dataDir: string): number {
  return Number(JSON.parse(readFileSync(join(dataDir, 'lock'), 'utf8')).pid)
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

describe('one owner', () => {
  it('a second process is refused, with words about the first', async () => {
    const dataDir = await freshDataDir()
    const first = await startEmbedded({ dataDir })
    const error = await startEmbedded({ dataDir }).catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'StoreError', code: 'locked' })
    expect(String(error)).toMatch(/in use by process \d+\. Is the server running already\?.*KIT_DATA_DIR/)
    await first.close()
    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
  })

  it.each([
    ['of a process that is gone', { pid: 4_190_000, host: hostname(), startedAt: '1' }],
    ['of an earlier process with the number of a living one', { pid: process.pid, host: hostname(), startedAt: '1' }],
  ])('a lock %s is taken over', async (_name, holder) => {
    const dataDir = emptyDir()
    writeFileSync(join(dataDir, 'lock'), JSON.stringify(holder))
    const lock = await lockDirectory(dataDir, 0)
    expect(lockHolder(dataDir)).toBe(process.pid)
    lock.release()
  })

  it('a lock of another host is respected while its heart beats, and taken over when it stopped', async () => {
    const dataDir = emptyDir()
    const path = join(dataDir, 'lock')
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', startedAt: '1' }))
    await expect(lockDirectory(dataDir, 0)).rejects.toThrow('in use by process 1 on elsewhere')
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(path, longAgo, longAgo)
    const lock = await lockDirectory(dataDir, 0)
    await expect(lockDirectory(dataDir, 0)).rejects.toThrow(`in use by process ${process.pid}.`)
    lock.release()
    expect(existsSync(path)).toBe(false)
  })
})

describe('many connections to one session', () => {
  let embedded: EmbeddedStore
  let removeDataDir = () => {}
  beforeAll(async () => {
    const { dataDir, remove } = await newDataDir()
    removeDataDir = remove
    embedded = await startEmbedded({ dataDir })
  }, TIMEOUT_MS)
  afterAll(async () => {
    await embedded?.close()
    removeDataDir()
  })

  it('do not get in the way of each other', async () => {
    const pool = new pg.Pool({ connectionString: embedded.address.connectionString, max: 10 })
    await pool.query('create table counted (n integer not null)')
    await pool.query('insert into counted values (0)')
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const client = await pool.connect()
        try {
          await client.query('begin')
          const { rows } = await client.query('select n, $1::integer as i from counted', [i])
          expect(rows[0]?.i).toBe(i)
          await client.query('update counted set n = $1', [rows[0]?.n + 1])
          await client.query(i % 10 === 0 ? 'rollback' : 'commit')
        } finally {
          client.release()
        }
      }),
    )
    expect((await pool.query('select n from counted')).rows).toEqual([{ n: 90 }])
    await pool.end()
  })

  it('a client that dies in a transaction takes nobody with it', async () => {
    const { connectionString } = embedded.address
    const dying = new pg.Client({ connectionString })
    dying.on('error', () => {})
    await dying.connect()
    await dying.query('begin; create table half_done (n integer)')
    const other = new pg.Client({ connectionString })
    const connected = other.connect()
    dying.connection.stream.destroy()
    await connected
    const { rows } = await other.query("select to_regclass('half_done') as found")
    expect(rows).toEqual([{ found: null }])
    await other.end()
  })
})

describe('kill -9', () => {
  it('of the server: every order that was told as committed is there, and the next server starts', async () => {
    const dataDir = await freshDataDir()
    const writer = startWriter(dataDir)
    const ended = gone(writer)
    let last = -1
    await new Promise<void>((resolve) => {
      writer.on('message', (n) => {
        last = Number(n)
        if (last === 20) resolve()
      })
    })
    writer.kill('SIGKILL')
    await ended
    const embedded = await startEmbedded({ dataDir })
    const store = await openStore(embedded.address)
    const orders = (await store.orders.list(10_000)).filter((o) => o.sessionId === `writer-${writer.pid}`)
    const numbers = orders.map((o) => o.order.totalCents).reverse()
    expect(numbers.slice(0, last + 1)).toEqual(Array.from({ length: last + 1 }, (_, i) => i))
    expect(orders.every((o) => o.order.items.length === 1)).toBe(true)
    expect(orders.slice(1).every((o) => o.order.status === 'confirmed')).toBe(true)
    await store.close()
    await embedded.close()
  })

  it('of the database: what was committed is there, and whoever started it is told', async () => {
    const dataDir = await freshDataDir()
    let tell = (_error: Error) => {}
    const told = new Promise<Error>((resolve) => {
      tell = resolve
    })
    const embedded = await startEmbedded({ dataDir, onDeath: (error) => tell(error) })
    const store = await openStore(embedded.address)
    await store.conversations.beginTurn('s', { turn_id: 't', text: 'before' })
    process.kill(lockHolder(dataDir), 'SIGKILL')
    expect((await told).message).toContain('ended')
    await expect(store.conversations.load('s')).rejects.toMatchObject({ code: 'unavailable' })
    await store.close()
    const again = await startEmbedded({ dataDir })
    const reopened = await openStore(again.address)
    expect((await reopened.conversations.load('s'))?.unfinished?.text).toBe('before')
    await reopened.close()
    await again.close()
  })
})
