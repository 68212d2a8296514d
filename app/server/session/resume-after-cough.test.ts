// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { abortControl } from '../test/abort-control.ts'
import type { ModelDouble } from '../test/model-double.ts'
import { reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

/*
 * A cough, a door, a word to somebody else in the room: voice activity that is not a turn. Frameworks that take it for
 * one lose the rest of the reply, and remember it as interrupted. Here the reply falls silent at once, and goes on.
 */

/** 540 ms, 500 ms and 460 ms of speech. */
const SENTENCES = ['Two large pepperoni pizzas. ', 'That makes forty dollars. ', 'Is there anything else?']
const BEGIN = { type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 }
const bytes = (ms: number) => ms * 48

async function speaking(agent = new ScriptedAgent(reply(...SENTENCES)), prepare = (_speech: ModelDouble) => {}) {
  const server = await startTestServer({ agent })
  prepare(server.speech)
  const client = await VoiceClient.connect(server.url)
  const { turn_id: turnId } = await client.ask({ type: 'text', text: 'two large pepperoni' }, 'tts_begin')
  const playhead = (played_ms: number) =>
    client.send({ type: 'playhead', turn_id: turnId, played_ms, underruns: 1, stalled_ms: 10, first_heard_ms: 5 })
  const spoken = () => server.speech.spoken.map(({ text }) => text)
  return { server, client, agent, turnId, playhead, spoken }
}

describe('a cough into a reply', () => {
  const coughs = {
    'cancelled by the client': async (client: VoiceClient) => client.send({ type: 'audio_cancel' }),
    'without words in it': async (client: VoiceClient) => {
      client.send(Buffer.alloc(3_200))
      client.send({ type: 'audio_end' })
    },
    'without samples in it': async (client: VoiceClient) => client.send({ type: 'audio_end' }),
  }

  test.each(Object.entries(coughs))('%s: the reply goes on with the sentence it was in', async (_, coughed) => {
    const { server, client, agent, turnId, playhead, spoken } = await speaking()
    server.speech.transcripts = ['']
    await client.next('tts_end')
    playhead(700)
    const before = client.audio(turnId).length
    client.send({ ...BEGIN, turn_id: turnId, played_ms: 800 })
    await sleep(30)
    await coughed(client)
    const begin = await client.next('tts_begin', 1)
    const end = await client.next('tts_end', 1)

    expect(begin.turn_id).toBe(turnId)
    expect(spoken()).toEqual([...SENTENCES, ...SENTENCES.slice(1)].map((text) => text.trim()))
    expect(end).toMatchObject({ turn_id: turnId, interrupted: false, audio_ms: 960 })
    expect(client.audio(turnId).length - before, 'from the beginning of the second sentence').toBe(bytes(960))

    playhead(960)
    await client.until(() => client.all('turn_metrics').some(({ turn_id }) => turn_id === turnId))
    const metrics = client.all('turn_metrics').filter(({ turn_id }) => turn_id === turnId)
    expect(metrics, 'one turn, whatever it went through').toHaveLength(1)
    expect(metrics[0]).toMatchObject({ interrupted: false, underruns: 2, stalled_ms: 20, audio_ms: 1_500 + 960 })
    expect(agent.heardTexts, 'the agent remembers all of it already').toEqual([])
    expect(agent.turns).toHaveLength(1)
  })

  test('silences it at once: its model call stops within 50 ms, and no frame leaves any more', async () => {
    const { server, client } = await speaking(
      new ScriptedAgent(reply(SENTENCES[0] ?? '', 'And ', 60_000)),
      (speech) => {
        speech.genX = 0.5
      },
    )
    const control = await abortControl('audio_begin')
    const end = await client.ask(BEGIN, 'tts_end')
    expect(end.interrupted).toBe(true)
    await client.until(() => server.speech.spoken[0]?.aborted === true)
    await control.seen()
    expect(control.lag(server.speech.spoken[0]?.abortedAt)).toBeLessThan(50)
    const frames = client.frameCount
    await sleep(100)
    expect(client.frameCount).toBe(frames)
  })

  test('into one whose text was not complete: what was written is spoken, and remembered', async () => {
    const agent = new ScriptedAgent(reply(...SENTENCES.slice(0, 2), 'Is ', 60_000))
    const { client, turnId, playhead, spoken } = await speaking(agent)
    playhead(200)
    await client.until(() => spoken().length === 2)
    await client.ask(BEGIN, 'tts_end')
    client.send({ type: 'audio_cancel' })
    await client.next('tts_end', 1)
    playhead(1_040)
    const metrics = await client.next('turn_metrics')
    expect(metrics.interrupted).toBe(false)
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni pizzas. That makes forty dollars.' }])
  })

  test('then words: memory is cut where the second try was', async () => {
    const { client, agent, turnId, playhead } = await speaking()
    await client.next('tts_end')
    playhead(600)
    client.send(BEGIN)
    await client.ask({ type: 'audio_cancel' }, 'tts_begin')
    await client.next('tts_end', 1)
    playhead(505)
    client.send({ type: 'text', text: 'no, three' })
    await client.until(() => agent.heardTexts.length === 1)
    expect(agent.heardTexts).toEqual([{ turnId, heardText: 'Two large pepperoni pizzas. That makes forty dollars.' }])
  })

  test('after an interrupt brings nothing back', async () => {
    const { client, turnId, spoken } = await speaking()
    await client.ask({ type: 'interrupt', turn_id: turnId, played_ms: 100 }, 'turn_metrics')
    const asked = spoken().length
    client.send(BEGIN)
    client.send({ type: 'audio_cancel' })
    await client.ask('{"type":"marker"}', 'error')
    await sleep(50)
    expect(spoken()).toHaveLength(asked)
    expect(client.all('tts_begin')).toHaveLength(1)
  })
})

describe('a cough before the reply', () => {
  test('while the agent works: it is asked again, and its reply replaces what it had begun to write', async () => {
    const agent = new ScriptedAgent(reply('Two ', 60_000))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    const first = await client.ask({ type: 'text', text: 'two large pepperoni' }, 'reply_delta')
    agent.script = reply(...SENTENCES)
    await client.ask(BEGIN, 'tts_end')
    client.send({ type: 'audio_cancel' })
    const begin = await client.next('tts_begin')
    expect(begin.turn_id).toBe(first.turn_id)
    await client.next('graph_result')
    expect(agent.turns.map(({ turnId, text }) => [turnId, text])).toEqual([
      [first.turn_id, 'two large pepperoni'],
      [first.turn_id, 'two large pepperoni'],
    ])
    expect(client.all('reply_delta').map(({ text, restart }) => (restart ? `!${text}` : text))).toEqual([
      'Two ',
      `!${SENTENCES[0]}`,
      ...SENTENCES.slice(1),
    ])
  })

  test('while the utterance is being recognised: it is not lost', async () => {
    const server = await startTestServer()
    server.speech.sttMs = 80
    const client = await VoiceClient.connect(server.url)
    client.send(BEGIN)
    client.send(Buffer.alloc(3_200))
    client.send({ type: 'audio_end' })
    await client.until(() => server.speech.heard.length === 1)
    client.send(BEGIN)
    client.send({ type: 'audio_cancel' })
    const transcript = await client.next('transcript')
    expect(transcript.text).toBe('two large pepperoni')
    const wavs = server.speech.heard.map((form) => form.subarray(0, 44 + 3_200).toString('hex'))
    expect(wavs[1], 'the same recording').toBe(wavs[0])
    await client.next('tts_end', 1)
  })
})
