// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ScriptedRequest } from '../../app/agent/test/scripted-model.ts'
import type { ServerMessage } from '../../app/core/index.ts'
import { startModelDouble } from '../../app/server/test/model-double.ts'
import { VoiceClient } from '../../app/server/test/voice-client.ts'
import { openStore, runningEmbedded, type StoreAddress } from '../../app/store/index.ts'
import { newDataDir } from '../../app/store/test/data-directory.ts'
import { postgresForTests } from '../../app/store/test/postgres-server.ts'
import { ServerProcess } from './server-process.ts'
import { shopModel } from './shop-models.ts'
import { type TappedPostgres, tapPostgres } from './tapped-postgres.ts'

/*
 * A customer says "place it", and the server is killed with -9 on the way to the spoken confirmation: at every step that
 * can be seen from outside, and at moments in between. Whatever the customer was told is true afterwards, an order is
 * placed once, and the conversation goes on where it was.
 */

/** Kills at random moments, on top of the named ones; more with `KIT_CRASHES=200`. */
const RANDOM_KILLS = Number(process.env.KIT_CRASHES ?? 4)
const TIMEOUT_MS = 300_000 + RANDOM_KILLS * 10_000

const PLACED = /^Placed\./
const CONFIRMING = /update orders set status = 'confirmed'/

/** Where the server is killed. Each looks at what passes by, and says when the moment has come. */
interface Moment {
  readonly name: string
  readonly request?: (request: ScriptedRequest) => boolean
  readonly synthesis?: true
  readonly statement?: (sql: string) => boolean
  readonly answer?: (sql: string) => boolean
  readonly message?: (message: ServerMessage) => boolean
  readonly frame?: true
  readonly afterMs?: number
}

const afterTool = ({ messages }: ScriptedRequest) => messages.at(-1)?.role === 'tool'

const MOMENTS: readonly Moment[] = [
  { name: 'the routing call', request: ({ role }) => role === 'supervisor' },
  { name: 'the specialist’s call', request: (request) => request.role === 'order_agent' && !afterTool(request) },
  {
    name: 'the tool call, on its way to the page',
    message: (message) => message.type === 'agent_step' && message.kind === 'tool_call',
  },
  { name: 'the statement that confirms, before the database has it', statement: (sql) => CONFIRMING.test(sql) },
  { name: 'its answer, before the server has it', answer: (sql) => CONFIRMING.test(sql) },
  {
    name: 'the tool’s result',
    message: (message) => message.type === 'agent_step' && message.kind === 'tool_result',
  },
  { name: 'the confirmed order, on its way to the page', message: ({ type }) => type === 'order' },
  { name: 'the call after the tool', request: afterTool },
  { name: 'the first written word', message: ({ type }) => type === 'reply_delta' },
  { name: 'the first sentence, at the synthesiser', synthesis: true },
  { name: 'the reply’s beginning', message: ({ type }) => type === 'tts_begin' },
  { name: 'its first sound', frame: true },
  { name: 'its end', message: ({ type }) => type === 'tts_end' },
]

interface Database {
  readonly env: Readonly<Record<string, string>>
  /** Where the running server's tables are. */
  address(): Promise<StoreAddress>
  readonly tapped: TappedPostgres | null
}

/** The shop, restarted for ever on the same database; killed when the moment has come. */
class DoomedShop {
  moment: Moment | null = null
  /** Whether the embedded database dies with its server. */
  killed: 'server' | 'group' = 'server'
  /** What the language model was last shown of the customer's words. */
  shown: readonly string[] = []
  #server: ServerProcess | null = null
  readonly #env: Readonly<Record<string, string>>

  private constructor(env: Readonly<Record<string, string>>) {
    this.#env = env
  }

  /** @param database what it stands on; its models are this test's, and outlive it. */
  static async on({ env, tapped }: Database): Promise<DoomedShop> {
    const speech = await startModelDouble()
    const model = await shopModel((request) => {
      const words = request.messages.flatMap(({ role, content }) => (role === 'user' ? [content ?? ''] : []))
      // Not what a server that has just started plays for nobody.
      if (words.includes('place it')) shop.shown = words
      shop.#now(shop.moment?.request?.(request))
    })
    onTestFinished(() => model.close())
    const { baseUrl } = speech
    const models = { STT_BASE_URL: baseUrl, TTS_BASE_URL: baseUrl, LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'scripted' }
    const shop = new DoomedShop({ ...models, ...env })
    onTestFinished(() => shop.close())
    const note = speech.spoken.push.bind(speech.spoken)
    speech.spoken.push = (...records) => {
      shop.#now(shop.moment?.synthesis)
      return note(...records)
    }
    if (tapped !== null) {
      tapped.onStatement = (sql) => shop.#now(shop.moment?.statement?.(sql))
      tapped.onAnswer = (sql) => shop.#now(shop.moment?.answer?.(sql))
    }
    return shop
  }

  async open(): Promise<string> {
    this.#server = await ServerProcess.start(this.#env)
    return this.#server.url
  }

  /** Looks at everything a client is sent, as it comes. */
  watch(client: VoiceClient): void {
    client.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#now(this.moment?.frame)
      else this.#now(this.moment?.message?.(JSON.parse(data.toString('utf8'))))
    })
  }

  /** Waits until the server has been killed. */
  async died(): Promise<void> {
    const { afterMs } = this.moment ?? {}
    if (afterMs !== undefined) setTimeout(() => this.#now(true), afterMs)
    await this.#server?.gone()
    this.moment = null
  }

  async close(): Promise<void> {
    this.#server?.kill('group')
    await this.#server?.gone()
  }

  #now(hasCome: boolean | undefined): void {
    if (hasCome === true) this.#server?.kill(this.killed)
  }
}

/** One who orders, and is served by one server after the other. */
class Customer {
  sessionId = ''
  wasTold = false
  #client: VoiceClient

  constructor(client: VoiceClient) {
    this.#client = client
    this.sessionId = client.all('hello')[0]?.session_id ?? ''
  }

  get client(): VoiceClient {
    return this.#client
  }

  /** Says something and waits until the shop has answered it. */
  async say(text: string): Promise<string> {
    const before = this.#client.all('tts_end').length
    const from = this.#client.all('reply_delta').length
    this.#client.send({ type: 'text', text })
    await this.#client.next('tts_end', before, 15_000)
    return this.#saidSince(from)
  }

  /** Asks for the order to be placed, and does not wait. */
  async placeAndLose(afterMs: number): Promise<void> {
    const from = this.#client.all('reply_delta').length
    await sleep(afterMs)
    this.#client.send({ type: 'text', text: 'place it' })
    await this.#client.until(() => this.#client.closed !== null, 15_000)
    const sawConfirmed = this.#client.all('order').some(({ status }) => status === 'confirmed')
    this.wasTold = sawConfirmed || PLACED.test(this.#saidSince(from))
  }

  /** Comes back, to another server. */
  async resume(url: string): Promise<Extract<ServerMessage, { type: 'hello' }>> {
    this.#client = await VoiceClient.connect(url)
    return this.#client.ask({ type: 'resume', session_id: this.sessionId }, 'hello')
  }

  #saidSince(from: number): string {
    return this.#client
      .all('reply_delta')
      .slice(from)
      .map(({ text }) => text)
      .join('')
  }
}

/** Customers of each server: the first one's step is what it dies at; the others are a few steps behind. */
const CUSTOMERS = 3
const BEHIND_MS = 12

async function killAtEveryMoment(database: Database): Promise<void> {
  const random = seeded(20_261_122)
  const shop = await DoomedShop.on(database)
  const moments: readonly Moment[] = [
    ...MOMENTS.filter(({ statement, answer }) => database.tapped !== null || !(statement ?? answer)),
    ...Array.from({ length: RANDOM_KILLS }, (): Moment => {
      const afterMs = Math.round(random() * 120)
      return { name: `${afterMs} ms after the words`, afterMs }
    }),
  ]
  const outcomes = { toldAndThere: 0, thereUntold: 0, notThere: 0 }
  let url = await shop.open()
  for (const [i, moment] of moments.entries()) {
    const customers = await Promise.all(
      Array.from({ length: CUSTOMERS }, async () => {
        const customer = new Customer(await VoiceClient.connect(url))
        await customer.say('a large pepperoni')
        await customer.say('pickup')
        return customer
      }),
    )
    const [first] = customers
    if (first !== undefined) shop.watch(first.client)
    shop.moment = moment
    shop.killed = i % 2 === 0 ? 'server' : 'group'
    await Promise.all([shop.died(), ...customers.map((customer, nth) => customer.placeAndLose(nth * BEHIND_MS))])
    url = await shop.open()
    for (const customer of customers) {
      const hello = await customer.resume(url)
      const status = hello.order?.status
      outcomes[status !== 'confirmed' ? 'notThere' : customer.wasTold ? 'toldAndThere' : 'thereUntold']++
      await checkAfterwards(customer, hello, moment.name)
      expect(shop.shown, `${moment.name}: the agent remembers what the page is told was said`).toEqual(
        expect.arrayContaining(wordsIn(hello)),
      )
    }
    const store = await openStore(await database.address())
    const stored = await store.orders.list(10_000)
    await store.close()
    for (const { sessionId } of customers) {
      const mine = stored.filter((order) => order.sessionId === sessionId)
      expect(
        mine.map(({ order }) => order.status),
        `${moment.name}: not missing, not doubled`,
      ).toEqual(['confirmed'])
      expect(mine[0]?.order.items, moment.name).toMatchObject([{ pizza: 'Pepperoni', quantity: 1 }])
    }
  }
  console.info(`${moments.length} kills, ${moments.length * CUSTOMERS} customers:`, outcomes)
  expect(outcomes.toldAndThere, 'some were told').toBeGreaterThan(0)
  expect(outcomes.notThere, 'some were not served yet').toBeGreaterThan(0)
}

/** The customer's words that a server gives back. */
function wordsIn({ history = [], turn }: Extract<ServerMessage, { type: 'hello' }>): string[] {
  const said = history.flatMap(({ role, content }) => (role === 'human' ? [content] : []))
  return turn === undefined ? said : [...said, turn.text]
}

/** What the next server knows, and that asking once more places nothing twice. */
async function checkAfterwards(
  customer: Customer,
  hello: Extract<ServerMessage, { type: 'hello' }>,
  name: string,
): Promise<void> {
  expect(hello.resumed, name).toBe(true)
  expect(hello.order, name).toMatchObject({
    items: [{ pizza: 'Pepperoni', quantity: 1 }],
    delivery: { kind: 'pickup' },
  })
  if (customer.wasTold) expect(hello.order?.status, `${name}: what the customer was told is true`).toBe('confirmed')
  const said = [...(hello.history ?? []).map(({ content }) => content), hello.turn?.text]
  // What is said is written behind; but an order is never confirmed before the words that led to it are kept.
  if (hello.order?.status === 'confirmed')
    expect(said, name).toEqual(expect.arrayContaining(['a large pepperoni', 'pickup', 'place it']))
  expect(await customer.say('place it'), name).toMatch(PLACED)
}

describe('kill -9 between “place it” and the spoken confirmation, on the embedded database', () => {
  let dataDir = ''
  let remove = () => {}
  beforeAll(async () => {
    ;({ dataDir, remove } = await newDataDir())
  }, 60_000)
  afterAll(() => remove())
  test(
    'the embedded database',
    () =>
      killAtEveryMoment({
        env: { KIT_DATA_DIR: dataDir },
        tapped: null,
        async address() {
          const running = await runningEmbedded(dataDir)
          if (running === null) throw new Error('The embedded database does not run.')
          return running
        },
      }),
    TIMEOUT_MS,
  )
})

// Found out before the tests are collected, so that a missing Postgres shows as skipped tests with their reason.
const postgres = await postgresForTests()
const why = postgres.kind === 'none' ? ` (skipped: ${postgres.why})` : ''
describe.skipIf(postgres.kind === 'none')(`kill -9 …, on Postgres${why}`, () => {
  const connectionString = postgres.kind === 'there' ? postgres.connectionString : ''
  let tapped: TappedPostgres
  beforeAll(async () => {
    tapped = await tapPostgres(connectionString)
  })
  afterAll(async () => {
    tapped?.close()
    if (postgres.kind === 'there') await postgres.end()
  })
  test(
    'Postgres',
    () =>
      killAtEveryMoment({
        env: { DATABASE_URL: tapped.connectionString },
        tapped,
        address: async () => ({ connectionString, poolSize: 1 }),
      }),
    TIMEOUT_MS,
  )
})

/** mulberry32, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
