// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { scriptedModel } from '../../app/agent/test/scripted-model.ts'
import type { ServerMessage } from '../../app/core/index.ts'
import { startModelDouble } from '../../app/server/test/model-double.ts'
import { VoiceClient } from '../../app/server/test/voice-client.ts'
import { postgresForTests } from '../../app/store/test/postgres-server.ts'
import { ServerProcess } from './server-process.ts'
import { shopkeeper } from './shop-models.ts'

// Found out before the tests are collected, so that a missing Postgres shows as skipped tests with their reason.
const postgres = await postgresForTests()
const why = postgres.kind === 'none' ? ` (skipped: ${postgres.why})` : ''

type Hello = Extract<ServerMessage, { readonly type: 'hello' }>

/**
 * Resumes a session at another server. What is said is written behind, within milliseconds on a machine that has nothing
 * else to do; so it is asked again until that has happened.
 */
async function resumed(client: VoiceClient, session_id: string, isWritten: (hello: Hello) => boolean): Promise<Hello> {
  for (let i = 0; ; i++) {
    const hello = await client.ask({ type: 'resume', session_id }, 'hello')
    if (isWritten(hello) || i === 50) return hello
    await sleep(50)
  }
}

describe.skipIf(postgres.kind === 'none')(`two servers on one Postgres${why}`, () => {
  afterAll(async () => {
    if (postgres.kind === 'there') await postgres.end()
  })

  test('a conversation goes on at the other one: history, order, the unfinished turn; and back; and is forgotten', async () => {
    const speech = await startModelDouble()
    let isStuck = false
    const model = await scriptedModel((request) =>
      isStuck ? [{ waitMs: 30_000 }, { text: 'never' }] : shopkeeper(request),
    )
    onTestFinished(() => model.close())
    const start = async () => {
      const server = await ServerProcess.start({
        STT_BASE_URL: speech.baseUrl,
        TTS_BASE_URL: speech.baseUrl,
        LLM_BASE_URL: model.baseUrl,
        LLM_MODEL: 'scripted',
        DATABASE_URL: postgres.kind === 'there' ? postgres.connectionString : '',
      })
      onTestFinished(() => server.kill('group'))
      return server
    }
    const [one, other] = await Promise.all([start(), start()])

    const client = await VoiceClient.connect(one.url)
    const { session_id } = client.all('hello')[0] ?? { session_id: '' }
    await client.ask({ type: 'text', text: 'a large pepperoni' }, 'tts_end')
    isStuck = true
    client.send({ type: 'text', text: 'pickup' })
    // Its own request: a server that has just started also plays a turn for nobody.
    await client.until(() => model.requests.some(({ messages }) => messages.at(-1)?.content === 'pickup'))
    client.socket.terminate()
    isStuck = false
    // The first server notices that the customer is gone, and stops.
    await client.until(() => model.abandoned.length > 0)

    const moved = await VoiceClient.connect(other.url)
    const hello = await resumed(moved, session_id, ({ turn }) => turn !== undefined)
    expect(hello).toMatchObject({
      resumed: true,
      session_id,
      turn: { text: 'pickup' },
      order: { status: 'open', items: [{ pizza: 'Pepperoni', quantity: 1 }] },
    })
    expect(hello.history?.[0]).toEqual({ role: 'human', content: 'a large pepperoni' })
    await moved.ask({ type: 'text', text: 'pickup' }, 'tts_end')
    moved.socket.close()

    const back = await VoiceClient.connect(one.url)
    const again = await resumed(back, session_id, ({ turn }) => turn === undefined)
    expect(again.order).toMatchObject({ delivery: { kind: 'pickup' } })
    expect(again).not.toHaveProperty('turn')
    await back.ask({ type: 'text', text: 'place it' }, 'tts_end')
    expect(back.all('order').at(-1)?.status).toBe('confirmed')
    const request = model.requests.at(-1)
    expect(
      request?.messages.filter(({ role }) => role === 'user').map(({ content }) => content),
      'the model is shown what was said at both',
    ).toEqual(expect.arrayContaining(['a large pepperoni', 'pickup', 'place it']))

    const fresh = await back.ask({ type: 'reset' }, 'hello')
    expect(fresh).toMatchObject({ session_id, history: [], order: { status: 'confirmed' } })
    const elsewhere = await VoiceClient.connect(other.url)
    const forgotten = await resumed(elsewhere, session_id, ({ history }) => history?.length === 0)
    expect(forgotten).toMatchObject({ resumed: true, history: [], order: { status: 'confirmed' } })
  }, 60_000)
})
