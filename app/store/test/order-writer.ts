// SPDX-License-Identifier: Apache-2.0

/** Saves and confirms orders until it is killed, and tells the number of each once its confirmation is committed. */

import { startEmbedded } from '../embedded/start-embedded.ts'
import { openStore } from '../open-store.ts'

const [, , dataDir = ''] = process.argv
const embedded = await startEmbedded({ dataDir })
const store = await openStore(embedded.address)
const session = `writer-${process.pid}`
const items = [{ pizza: 'Pepperoni', size: 'Large', quantity: 1, toppings: [], priceCents: 1 }]
for (let n = 0; process.connected; n++) {
  const orderId = `${session}-${n}`
  await store.orders.save(session, { orderId, items, delivery: null, totalCents: n, status: 'open' })
  await store.orders.confirm(session, orderId)
  process.send?.(n)
}
