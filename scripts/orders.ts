// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import {
  openStore,
  runningEmbedded,
  type StoreAddress,
  type StoredOrder,
  StoreError,
  startEmbedded,
} from '../app/store/index.ts'
import { EXIT, KitError } from './exit.ts'
import { ROOT, STATE_DIR } from './paths.ts'
import { dim, good, strong, table } from './terminal.ts'

export interface OrdersOptions {
  readonly json?: boolean
  readonly limit: number
}

type Env = Readonly<Record<string, string | undefined>>

/** `./kit orders`: what was ordered, the newest first, also while the server runs. */
export async function orders({ json = false, limit }: OrdersOptions, env: Env = process.env): Promise<void> {
  const listed = await read(env, limit).catch((error: unknown) => {
    throw error instanceof StoreError ? new KitError(EXIT.outside, error.message) : error
  })
  if (json) process.stdout.write(`${JSON.stringify((listed ?? []).map(jsonOf), null, 2)}\n`)
  else if (listed === null) process.stdout.write(`No orders yet: there is no database in ${shown(dataDirOf(env))}.\n`)
  else if (listed.length === 0) process.stdout.write('No orders yet.\n')
  else process.stdout.write(`${tableOf(listed)}\n`)
}

/** The newest orders; null when there is no database at all. */
async function read(env: Env, limit: number): Promise<readonly StoredOrder[] | null> {
  if (env.DATABASE_URL) return list({ connectionString: env.DATABASE_URL, poolSize: 1 }, limit)
  const dataDir = dataDirOf(env)
  // Looking must not create anything.
  if (!existsSync(join(dataDir, 'pglite'))) return null
  const running = await runningEmbedded(dataDir)
  if (running !== null) return list(running, limit)
  const embedded = await startEmbedded({ dataDir })
  try {
    return await list(embedded.address, limit)
  } finally {
    await embedded.close()
  }
}

async function list(address: StoreAddress, limit: number): Promise<readonly StoredOrder[]> {
  const store = await openStore(address)
  try {
    return await store.orders.list(limit)
  } finally {
    await store.close()
  }
}

function dataDirOf(env: Env): string {
  return resolve(env.KIT_DATA_DIR || join(STATE_DIR, 'data'))
}

function shown(path: string): string {
  const inside = relative(ROOT, path)
  return inside.startsWith('..') ? path : inside
}

function tableOf(listed: readonly StoredOrder[]): string {
  const rows = listed.map(({ sessionId, order, createdAt, confirmedAt }) => {
    const { items, delivery, totalCents } = order
    const what = items.map(({ quantity, size, pizza, toppings }) =>
      [`${quantity} × ${size} ${pizza}`, ...toppings.map((topping) => `+ ${topping}`)].join(' '),
    )
    const where = delivery === null ? '' : delivery.kind === 'pickup' ? 'pickup' : (delivery.address ?? 'delivery')
    return [
      dim(clock(confirmedAt ?? createdAt)),
      confirmedAt === null ? dim('open') : good('confirmed'),
      strong(dollars(totalCents).padStart(8)),
      where,
      what.join(', ') || dim('nothing yet'),
      dim(sessionId.slice(0, 8)),
    ]
  })
  return table([['when', 'status', 'total'.padStart(8), 'where', 'what', 'session'].map(dim), ...rows])
}

function jsonOf({ sessionId, order, createdAt, confirmedAt }: StoredOrder) {
  return {
    order_id: order.orderId,
    session_id: sessionId,
    status: order.status,
    created_at: createdAt.toISOString(),
    confirmed_at: confirmedAt?.toISOString() ?? null,
    delivery: order.delivery,
    total_cents: order.totalCents,
    items: order.items.map(({ priceCents, ...item }) => ({ ...item, price_cents: priceCents })),
  }
}

function clock(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}`
}

function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`
}
