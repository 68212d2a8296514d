// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto'
import type { RunnableConfig } from '@langchain/core/runnables'
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Order, WireMessage } from '#core'
import type { Store } from '../store.ts'

/** What every store has to do, whatever it stands on. Sessions are new for each test, so that a store can be shared. */
export function describeStore(name: string, opened: () => Store): void {
  let session = ''
  let store: Store
  beforeEach(() => {
    session = randomUUID()
    store = opened()
  })

  const pepperoni = { pizza: 'Pepperoni', size: 'Large', quantity: 2, toppings: ['Olives', 'Onion'], priceCents: 4_200 }
  const hawaiian = { pizza: 'Hawaiian', size: 'Small', quantity: 1, toppings: [], priceCents: 1_100 }

  function anOrder(change: Partial<Order> = {}): Order {
    const orderId = `${session}-1`
    return { orderId, items: [pepperoni], delivery: null, totalCents: 4_200, status: 'open', ...change }
  }

  describe(`${name}: conversations`, () => {
    it('knows nothing of a session it never saw', async () => {
      expect(await store.conversations.load(session)).toBeNull()
    })

    it('has a turn unfinished until it is answered', async () => {
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'two pizzas' })
      expect(await store.conversations.load(session)).toEqual({
        turns: [{ turn_id: 't1', text: 'two pizzas', replies: null }],
        history: [],
        unfinished: { turn_id: 't1', text: 'two pizzas' },
      })
      const replies: WireMessage[] = [
        { role: 'supervisor', content: 'Routing to order_agent' },
        { role: 'order_agent', content: 'Which size?' },
      ]
      await store.conversations.finishTurn(session, 't1', replies)
      expect(await store.conversations.load(session)).toEqual({
        turns: [{ turn_id: 't1', text: 'two pizzas', replies }],
        history: [
          { role: 'human', content: 'two pizzas' },
          { role: 'supervisor', content: 'Routing to order_agent' },
          { role: 'order_agent', content: 'Which size?' },
        ],
        unfinished: null,
      })
    })

    it('keeps turns in the order in which they began, whatever the order of the answers', async () => {
      for (const n of [1, 2, 3]) await store.conversations.beginTurn(session, { turn_id: `t${n}`, text: `said ${n}` })
      await store.conversations.finishTurn(session, 't3', [{ role: 'supervisor', content: 'answer 3' }])
      await store.conversations.finishTurn(session, 't1', [{ role: 'supervisor', content: 'answer 1' }])
      const conversation = await store.conversations.load(session)
      expect(conversation?.history.map((m) => m.content)).toEqual([
        'said 1',
        'answer 1',
        'said 2',
        'said 3',
        'answer 3',
      ])
      expect(conversation?.unfinished).toBeNull()
    })

    it('begins a turn once, however often it is told to', async () => {
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'first' })
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'again' })
      expect((await store.conversations.load(session))?.unfinished?.text).toBe('first')
    })

    it('replaces an answer that an interruption shortened', async () => {
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'hello' })
      await store.conversations.finishTurn(session, 't1', [{ role: 'supervisor', content: 'Welcome to the shop.' }])
      await store.conversations.finishTurn(session, 't1', [{ role: 'supervisor', content: 'Welcome to' }])
      expect((await store.conversations.load(session))?.history.at(-1)?.content).toBe('Welcome to')
      await store.conversations.finishTurn(session, 't1', [])
      expect((await store.conversations.load(session))?.history).toEqual([{ role: 'human', content: 'hello' }])
    })

    it('ignores the answer to a turn that was forgotten meanwhile', async () => {
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'hello' })
      await store.conversations.reset(session)
      await store.conversations.finishTurn(session, 't1', [{ role: 'supervisor', content: 'late' }])
      expect(await store.conversations.load(session)).toEqual({ turns: [], history: [], unfinished: null })
    })

    it('keeps sessions apart', async () => {
      const other = randomUUID()
      await store.conversations.beginTurn(session, { turn_id: 't1', text: 'mine' })
      await store.conversations.beginTurn(other, { turn_id: 't1', text: 'theirs' })
      await store.conversations.reset(other)
      expect((await store.conversations.load(session))?.unfinished?.text).toBe('mine')
    })

    it('survives text that Postgres cannot keep', async () => {
      await store.conversations.beginTurn(session, {
        turn_id: 't1',
        text: `a'; drop table turns; -- ${'é🍕'.repeat(9)}`,
      })
      await store.conversations.beginTurn(session, { turn_id: 't2', text: 'nul \0 and half \ud83c a pizza' })
      await store.conversations.finishTurn(session, 't2', [{ role: 'supervisor', content: '\0\udc00 ok' }])
      const conversation = await store.conversations.load(session)
      expect(conversation?.history[0]?.content).toContain('drop table turns; -- é🍕')
      expect(conversation?.history.at(-1)?.content).toContain('ok')
    })
  })

  describe(`${name}: orders`, () => {
    it('has none at first', async () => {
      expect(await store.orders.latest(session)).toBeNull()
    })

    it('gives back what was saved, lines in their order', async () => {
      const delivery = { kind: 'delivery', address: '5 Main St.' } as const
      const order = anOrder({ items: [pepperoni, hawaiian], delivery, totalCents: 5_300 })
      await store.orders.save(session, order)
      expect(await store.orders.latest(session)).toEqual(order)
    })

    it('replaces an open order: more lines, other lines, fewer lines, none', async () => {
      for (const items of [[pepperoni], [hawaiian, pepperoni, hawaiian], [pepperoni, hawaiian], [], [hawaiian]]) {
        const order = anOrder({ items, delivery: { kind: 'pickup' } })
        await store.orders.save(session, order)
        expect(await store.orders.latest(session)).toEqual(order)
      }
    })

    it('keeps a delivery without an address apart from one with', async () => {
      await store.orders.save(session, anOrder({ delivery: { kind: 'delivery' } }))
      expect((await store.orders.latest(session))?.delivery).toEqual({ kind: 'delivery' })
    })

    it('confirms once, and says the same the second time', async () => {
      await store.orders.save(session, anOrder())
      const first = await store.orders.confirm(session, anOrder().orderId)
      expect(first).toEqual(anOrder({ status: 'confirmed' }))
      const [before] = (await store.orders.list(1_000)).filter((o) => o.sessionId === session)
      expect(await store.orders.confirm(session, anOrder().orderId)).toEqual(first)
      const after = (await store.orders.list(1_000)).filter((o) => o.sessionId === session)
      expect(after).toEqual([before])
      expect(before?.confirmedAt).toBeInstanceOf(Date)
    })

    it('confirms once when told twice at the same moment', async () => {
      await store.orders.save(session, anOrder())
      const { orderId } = anOrder()
      const both = await Promise.all([store.orders.confirm(session, orderId), store.orders.confirm(session, orderId)])
      expect(both[0]).toEqual(both[1])
      expect((await store.orders.list(1_000)).filter((o) => o.sessionId === session)).toHaveLength(1)
    })

    it('does not change a confirmed order', async () => {
      await store.orders.save(session, anOrder())
      await store.orders.confirm(session, anOrder().orderId)
      const changed = anOrder({ items: [], totalCents: 0 })
      await expect(store.orders.save(session, changed)).rejects.toMatchObject({ code: 'order_confirmed' })
      expect(await store.orders.latest(session)).toEqual(anOrder({ status: 'confirmed' }))
    })

    it('begins a new order behind a confirmed one', async () => {
      await store.orders.save(session, anOrder())
      await store.orders.confirm(session, anOrder().orderId)
      const next = anOrder({ orderId: `${session}-2`, items: [hawaiian] })
      await store.orders.save(session, next)
      expect(await store.orders.latest(session)).toEqual(next)
      const mine = (await store.orders.list(1_000)).filter((o) => o.sessionId === session)
      expect(mine.map((o) => [o.order.orderId, o.confirmedAt === null])).toEqual([
        [`${session}-2`, true],
        [`${session}-1`, false],
      ])
    })

    it('has at most one open order per session', async () => {
      await store.orders.save(session, anOrder())
      const second = store.orders.save(session, anOrder({ orderId: `${session}-2` }))
      await expect(second).rejects.toMatchObject({ name: 'StoreError', code: 'other_order_open' })
    })

    it('leaves the orders of other sessions alone', async () => {
      const stranger = randomUUID()
      await store.orders.save(session, anOrder())
      await expect(store.orders.save(stranger, anOrder())).rejects.toMatchObject({ code: 'unknown_order' })
      const confirmation = store.orders.confirm(stranger, anOrder().orderId)
      await expect(confirmation).rejects.toMatchObject({ code: 'unknown_order' })
      await expect(store.orders.confirm(session, 'nothing')).rejects.toMatchObject({ code: 'unknown_order' })
      expect((await store.orders.latest(session))?.status).toBe('open')
    })

    it('discards the open order and keeps a confirmed one', async () => {
      await store.orders.save(session, anOrder())
      await store.orders.discardOpen(session)
      expect(await store.orders.latest(session)).toBeNull()
      await store.orders.save(session, anOrder())
      await store.orders.confirm(session, anOrder().orderId)
      await store.orders.discardOpen(session)
      expect((await store.orders.latest(session))?.status).toBe('confirmed')
    })

    it('lists no more than asked for, the newest first', async () => {
      const sessions = [randomUUID(), randomUUID(), randomUUID()]
      for (const id of sessions) await store.orders.save(id, anOrder({ orderId: id }))
      expect((await store.orders.list(2)).map((o) => o.sessionId)).toEqual(sessions.slice(1).reverse())
    })
  })

  describe(`${name}: LangGraph's memory`, () => {
    it('keeps a thread and forgets it', async () => {
      const config: RunnableConfig = { configurable: { thread_id: session, checkpoint_ns: '' } }
      const checkpoint = { ...emptyCheckpoint(), channel_values: { said: 'two pizzas' }, channel_versions: { said: 1 } }
      const metadata = { source: 'update', step: 0, parents: {} } as const
      await store.checkpointer.put(config, checkpoint, metadata, { said: 1 })
      const read = await store.checkpointer.getTuple(config)
      expect(read?.checkpoint.channel_values).toEqual({ said: 'two pizzas' })
      await store.checkpointer.deleteThread(session)
      expect(await store.checkpointer.getTuple(config)).toBeUndefined()
    })
  })

  it(`${name}: bears 50 turns at once`, async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const id = `${session}-${i}`
        await store.conversations.beginTurn(id, { turn_id: 't', text: `said ${i}` })
        await store.orders.save(id, anOrder({ orderId: id, totalCents: i }))
        await store.orders.confirm(id, id)
        await store.conversations.finishTurn(id, 't', [{ role: 'supervisor', content: `answer ${i}` }])
        expect((await store.conversations.load(id))?.history.at(-1)?.content).toBe(`answer ${i}`)
        expect((await store.orders.latest(id))?.totalCents).toBe(i)
      }),
    )
  })
}
