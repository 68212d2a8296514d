// SPDX-License-Identifier: Apache-2.0

import { readdir, readFile } from 'node:fs/promises'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import type { StoreAddress } from './store.ts'
import { StoreError, storeError } from './store-error.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** Any number, as long as it is always the same: servers that start together take turns behind it. */
const LOCK_KEY = 7_203_817

interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Brings the tables of the shop and of LangGraph's checkpointer up to date. Each migration is applied once, in a
 * transaction; servers that start at the same time wait for each other.
 *
 * @throws {StoreError}
 */
export async function migrate(address: StoreAddress): Promise<void> {
  // A pool of one, so that the checkpointer's set-up runs in the very session that holds the lock.
  const pool = new pg.Pool({ connectionString: address.connectionString, max: 1, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {})
  try {
    await pool.query('select pg_advisory_lock($1)', [LOCK_KEY])
    try {
      await applyAll(pool)
      await new PostgresSaver(pool).setup()
    } finally {
      await pool.query('select pg_advisory_unlock($1)', [LOCK_KEY]).catch(() => {})
    }
  } catch (error) {
    throw storeError(error, 'preparing its tables')
  } finally {
    await pool.end()
  }
}

async function applyAll(pool: pg.Pool): Promise<void> {
  await pool.query(
    'create table if not exists migrations (version integer primary key, name text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await pool.query<{ version: number }>('select coalesce(max(version), 0) as version from migrations')
  const current = rows[0]?.version ?? 0
  const migrations = await migrationsOnDisk()
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new StoreError(
      'newer_schema',
      `The database is at version ${current}, and this server knows only ${newest}. Start the newer server.`,
    )
  }
  for (const migration of migrations) {
    if (migration.version > current) await apply(pool, migration)
  }
}

async function apply(pool: pg.Pool, { version, name, sql }: Migration): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into migrations (version, name) values ($1, $2)', [version, name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function migrationsOnDisk(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, FOLDER), 'utf8'),
    })),
  )
}
