// SPDX-License-Identifier: Apache-2.0

import pg from 'pg'
import type { StoreAddress } from './store.ts'
import { StoreError, storeError } from './store-error.ts'

/** One statement at a time, with errors that say what was being done. */
export interface Database {
  readonly pool: pg.Pool
  query<Row extends pg.QueryResultRow>(doing: string, sql: string, values: readonly unknown[]): Promise<Row[]>
}

/** Longest wait for a connection or an answer. A healthy statement here takes about a millisecond. */
const TIMEOUT_MS = 10_000
const UNIQUE_VIOLATION = '23505'

export function databaseAt(address: StoreAddress): Database {
  const pool = new pg.Pool({
    connectionString: address.connectionString,
    max: address.poolSize,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  // A connection lost while idle: the pool opens another at the next query, which reports what is wrong.
  pool.on('error', () => {})
  return {
    pool,
    async query<Row extends pg.QueryResultRow>(doing: string, sql: string, values: readonly unknown[]) {
      try {
        return (await pool.query<Row>(sql, [...values])).rows
      } catch (error) {
        if (isSecondOpenOrder(error)) {
          throw new StoreError('other_order_open', 'This session has another open order. Confirm or discard it first.')
        }
        throw storeError(error, doing)
      }
    },
  }
}

/** Text as Postgres can keep it: without NUL characters and halves of surrogate pairs. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8')
}

function isSecondOpenOrder(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === 'one_open_order'
}
