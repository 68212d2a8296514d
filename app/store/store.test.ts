// SPDX-License-Identifier: Apache-2.0

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedStore, startEmbedded } from './embedded/start-embedded.ts'
import { memoryStore } from './memory-store.ts'
import { openStore } from './open-store.ts'
import type { Store, StoreAddress } from './store.ts'
import { newDataDir } from './test/data-directory.ts'
import { type PostgresForTests, postgresForTests } from './test/postgres-server.ts'
import { describeStore } from './test/store-contract.ts'

const memory = memoryStore()
describeStore('memory', () => memory)

describe('embedded', () => {
  let embedded: EmbeddedStore
  let store: Store
  let removeDataDir = () => {}
  beforeAll(async () => {
    const { dataDir, remove } = await newDataDir()
    removeDataDir = remove
    embedded = await startEmbedded({ dataDir })
    store = await openStore(embedded.address)
  }, 60_000)
  afterAll(async () => {
    await store?.close()
    await embedded?.close()
    removeDataDir()
  })
  describeStore('embedded', () => store)
  describeOpening(() => embedded.address)
})

// Found out before the tests are collected, so that a missing Postgres shows as skipped tests with their reason.
const postgres: PostgresForTests = await postgresForTests()
const why = postgres.kind === 'none' ? ` (skipped: ${postgres.why})` : ''
describe.skipIf(postgres.kind === 'none')(`postgres${why}`, () => {
  const address: StoreAddress = {
    connectionString: postgres.kind === 'there' ? postgres.connectionString : '',
    poolSize: 8,
  }
  let store: Store
  beforeAll(async () => {
    store = await openStore(address)
  }, 60_000)
  afterAll(async () => {
    await store?.close()
    if (postgres.kind === 'there') await postgres.end()
  })
  describeStore('postgres', () => store)
  describeOpening(() => address)
})

function describeOpening(address: () => StoreAddress): void {
  it('can be opened by several servers at the same moment', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore(address())))
    await Promise.all(
      stores.map((store, i) => store.conversations.beginTurn('together', { turn_id: `t${i}`, text: `said ${i}` })),
    )
    const conversation = await stores[0]?.conversations.load('together')
    expect(conversation?.history).toHaveLength(5)
    await Promise.all(stores.map((store) => store.close()))
  })

  it('says so when it was closed', async () => {
    const store = await openStore(address())
    await store.close()
    await expect(store.orders.latest('s')).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
  })
}

describe('a database that is not there', () => {
  it('is reported without its password', async () => {
    const connectionString = 'postgres://shop:a-secret-password@127.0.0.1:1/shop'
    const error = await openStore({ connectionString, poolSize: 2 }).catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'StoreError', code: 'unavailable' })
    expect(String(error)).toMatch(/ECONNREFUSED.*DATABASE_URL/)
    expect(String(error)).not.toContain('a-secret-password')
  })
})
