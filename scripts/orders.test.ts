// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EmbeddedStore, openStore, startEmbedded } from '../app/store/index.ts'
import { newDataDir } from '../app/store/test/data-directory.ts'
import { main } from './kit.ts'
import { capturedOutput } from './test/captured-output.ts'

const said = capturedOutput()
beforeEach(() => {
  vi.stubEnv('DATABASE_URL', '')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const items = [
  { pizza: 'Pepperoni', size: 'large', quantity: 2, toppings: ['extra cheese'], priceCents: 4_198 },
  { pizza: 'Hawaiian', size: 'small', quantity: 1, toppings: [], priceCents: 1_299 },
]

describe('./kit orders on the embedded database', () => {
  let dataDir = ''
  let remove = () => {}
  let embedded: EmbeddedStore
  beforeAll(async () => {
    ;({ dataDir, remove } = await newDataDir())
    embedded = await startEmbedded({ dataDir })
    const store = await openStore(embedded.address)
    for (const id of ['one', 'two']) {
      const delivery = { kind: 'delivery', address: `${id} Main Street` } as const
      await store.orders.save(id, { orderId: id, items, delivery, totalCents: 5_497, status: 'open' })
    }
    await store.orders.confirm('one', 'one')
    await store.close()
  }, 60_000)
  afterAll(async () => {
    await embedded?.close()
    remove()
  })
  beforeEach(() => vi.stubEnv('KIT_DATA_DIR', dataDir))

  it('lists them beside the server that has it open, the newest first', async () => {
    expect(await main(['orders'])).toBe(0)
    const [head, newest, oldest] = said.out.trimEnd().split('\n')
    expect(head).toMatch(/when +status +total +where +what +session/)
    expect(newest).toMatch(/open .*\$54\.97 +two Main Street +2 × large Pepperoni \+ extra cheese, 1 × small Hawaiian/)
    expect(oldest).toMatch(/confirmed .*one Main Street/)
  })

  it('as JSON, and no more than asked for', async () => {
    expect(await main(['orders', '--json', '--limit', '1'])).toBe(0)
    const listed = JSON.parse(said.out)
    expect(listed).toHaveLength(1)
    expect(listed[0]).toMatchObject({
      order_id: 'two',
      session_id: 'two',
      status: 'open',
      confirmed_at: null,
      total_cents: 5_497,
      delivery: { kind: 'delivery', address: 'two Main Street' },
    })
    expect(listed[0].items[0]).toEqual({
      pizza: 'Pepperoni',
      size: 'large',
      quantity: 2,
      toppings: ['extra cheese'],
      price_cents: 4_198,
    })
    expect(new Date(listed[0].created_at).getTime()).toBeGreaterThan(Date.now() - 120_000)
  })

  it('lists them also when no server runs', async () => {
    await embedded.close()
    expect(await main(['orders', '--json'])).toBe(0)
    expect(JSON.parse(said.out).map((order: { status: string }) => order.status)).toEqual(['open', 'confirmed'])
    expect(existsSync(join(dataDir, 'address')), 'and leaves nothing behind').toBe(false)
    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
  }, 30_000)
})

describe('./kit orders without a database', () => {
  it('says so, and creates none', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'kit-none-'))
    vi.stubEnv('KIT_DATA_DIR', dataDir)
    expect(await main(['orders'])).toBe(0)
    expect(said.out).toBe(`No orders yet: there is no database in ${dataDir}.\n`)
    expect(existsSync(join(dataDir, 'pglite'))).toBe(false)
    rmSync(dataDir, { recursive: true })
  })

  it('that DATABASE_URL promised: ends with 3 and words, without the password', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://shop:a-secret-password@127.0.0.1:1/shop')
    expect(await main(['orders'])).toBe(3)
    expect(said.err).toMatch(/ECONNREFUSED.*DATABASE_URL/)
    expect(said.err).not.toContain('a-secret-password')
  })

  it('a wrong limit ends with 2', async () => {
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    expect(await main(['orders', '--limit', '0'])).toBe(2)
  })
})
