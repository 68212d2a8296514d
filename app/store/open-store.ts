// SPDX-License-Identifier: Apache-2.0

import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { conversationsIn } from './conversations.ts'
import { databaseAt } from './database.ts'
import { migrate } from './migrate.ts'
import { ordersIn } from './orders.ts'
import type { Store, StoreAddress } from './store.ts'

/**
 * Opens the store on a Postgres server or on the embedded database, and brings its tables up to date. TLS is a matter
 * of the connection string (`sslmode=verify-full`, `sslrootcert=…`).
 *
 * @throws {StoreError}
 */
export async function openStore(address: StoreAddress): Promise<Store> {
  await migrate(address)
  const database = databaseAt(address)
  return {
    checkpointer: new PostgresSaver(database.pool),
    conversations: conversationsIn(database),
    orders: ordersIn(database),
    close: () => database.pool.end(),
  }
}
