// SPDX-License-Identifier: Apache-2.0

/** What a client is told of how the model lately delivered, so that its player need not find that out by stuttering. */

import { describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'
import { WARM_UP_SENTENCES } from '../warm-up.ts'

const SAID = { type: 'tts_text', text: 'One sentence, spoken at a pace.' } as const

/** Lets the model keep a pace, eight tenths of a second at a time. */
async function paced(genX: number, options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer(options)
  server.speech.genX = genX
  server.speech.audioMs = () => 800
  return server
}

describe('how the model lately delivered', () => {
  test('is not told before it was measured, and told to everybody afterwards', async () => {
    const server = await paced(2)
    const first = await VoiceClient.connect(server.url)
    await first.ask(SAID, 'turn_metrics')
    expect(first.all('tts_begin')[0]).not.toHaveProperty('delivery')
    expect(first.all('tts_progress').at(-1)?.gen_x).toBeGreaterThan(1)

    const second = await VoiceClient.connect(server.url)
    const { delivery } = await second.ask(SAID, 'tts_begin')
    expect(delivery).toEqual({
      replies: 1,
      gen_x: expect.any(Number),
      jitter_ms: expect.any(Number),
      late_ms: expect.any(Number),
      w_star_ms: expect.any(Number),
    })
    expect(delivery?.gen_x).toBeGreaterThan(1.2)
    expect(delivery?.gen_x).toBeLessThan(2.2)
  })

  test('is kept apart for another pace of the same model', async () => {
    const server = await paced(2)
    const client = await VoiceClient.connect(server.url)
    await client.ask(SAID, 'turn_metrics')
    client.send({ type: 'set_model_options', model: 'tts', options: { gen_x: 0.78 } })
    expect(await client.ask(SAID, 'tts_begin')).not.toHaveProperty('delivery')
  })

  test('includes the time from the request to the first speech of a later sentence, as a listener does', async () => {
    const server = await paced(3)
    server.speech.ttfbMs = 200
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two large pepperoni' }, 'turn_metrics')
    expect(server.speech.spoken).toHaveLength(2)
    const { delivery } = await client.ask(SAID, 'tts_begin')
    expect(delivery?.late_ms).toBeGreaterThan(150)
  })

  test('is measured before the first visitor comes, by a warm-up whose first request does not count', async () => {
    const server = await paced(2, { warmUp: true })
    const client = await VoiceClient.connect(server.url)
    await client.until(() => server.logged.some((line) => line.includes('voice warmed up')))
    expect(server.speech.spoken.map(({ text }) => text)).toEqual([...WARM_UP_SENTENCES])
    const { delivery } = await client.ask(SAID, 'tts_begin')
    expect(delivery?.replies).toBe(WARM_UP_SENTENCES.length - 1)
  })

  test('a model that is down at the start is asked again by the first visitor, and the log says so once', async () => {
    const server = await paced(2, { warmUp: true, env: { TTS_BASE_URL: 'http://127.0.0.1:9/v1' } })
    const client = await VoiceClient.connect(server.url)
    await client.until(() => server.logged.some((line) => line.includes('voice not warmed up')))
    expect((await client.ask(SAID, 'error')).code).toBe('tts_failed')
  })
})
