// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { writeWav } from '#core/wav'
import { EventClient } from '../test/event-client.ts'
import { SPEECH_RATE } from '../test/model-double.ts'
import { reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'
import { EventLink } from './event-link.ts'
import { mayListen } from './origin.ts'

const pcm = new Uint8Array(16_000)

describe('the protocol over plain HTTP', () => {
  test('a typed turn is answered, and its speech comes whole', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    expect(client.stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    })
    expect(client.messages.map(({ type }) => type)).toEqual(['hello', 'guardrails_available'])
    const end = await client.ask({ type: 'text', text: 'two large pepperoni' }, 'tts_end')
    expect(end.audio_ms).toBeGreaterThan(100)
    expect((client.audio.byteLength / 2 / SPEECH_RATE) * 1_000).toBeCloseTo(end.audio_ms, -1)
    const socket = await VoiceClient.connect(server.url)
    const same = await socket.ask({ type: 'text', text: 'two large pepperoni' }, 'tts_end')
    expect(client.audio.equals(socket.audio(same.turn_id)), 'as over a WebSocket, byte for byte').toBe(true)
  })

  test('a WAV file is understood, and so is speech in pieces', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    const audio_b64 = Buffer.from(writeWav(pcm, 16_000)).toString('base64')
    const { text } = await client.ask({ type: 'audio_wav_b64', audio_b64 }, 'transcript')
    expect(text).not.toBe('')
    await client.next('turn_metrics')
    await client.say({ type: 'audio_begin', format: 'pcm_s16le', sample_rate: 16_000 })
    await client.say(pcm.subarray(0, 5_001))
    await client.say(pcm.subarray(5_001))
    expect(await client.ask({ type: 'audio_end' }, 'transcript')).toMatchObject({ text })
  })

  test('a reply can be interrupted, and what was heard of it is kept', async () => {
    const agent = new ScriptedAgent(reply('A sentence that takes a while. ', 'And ', 60_000))
    const server = await startTestServer({ agent })
    const client = await EventClient.connect(server.url)
    const { turn_id } = await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const end = await client.ask({ type: 'interrupt', turn_id, played_ms: 40 }, 'tts_end')
    expect(end).toMatchObject({ turn_id, interrupted: true })
    await client.until(() => agent.heardTexts.length === 1)
  })

  test('a session goes on where it was, also from a WebSocket', async () => {
    const agent = new ScriptedAgent()
    const server = await startTestServer({ agent })
    const socket = await VoiceClient.connect(server.url)
    const { session_id } = await socket.next('hello')
    agent.known.set(session_id, { history: [{ role: 'human', content: 'two large pepperoni' }] })
    const client = await EventClient.connect(server.url)
    await client.say({ type: 'resume', session_id })
    expect(await client.next('hello', 1)).toMatchObject({ session_id })
    await socket.until(() => socket.closed !== null)
    expect(socket.closed?.code).toBe(4_001)
  })

  test.each([
    ['{', 'bad_json'],
    [{ type: 'dance' }, 'unknown_type'],
    [{ type: 'text', text: 'a'.repeat(5_000) }, 'text_too_long'],
    [{ type: 'audio_wav_b64', audio_b64: '%%%' }, 'bad_base64'],
  ])('bad message %#: an error with a code, and the next turn works', async (message, code) => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    expect(await client.ask(message, 'error')).toMatchObject({ code })
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })
})

describe('who may', () => {
  test('a foreign page may neither listen nor speak, and is told what to set', async () => {
    const server = await startTestServer()
    const evil = { origin: 'https://evil.io' }
    expect((await EventClient.open(server.url, evil)).stream.statusCode).toBe(403)
    expect((await EventClient.open(server.url, { 'sec-fetch-site': 'cross-site' })).events).toEqual([])
    const client = await EventClient.connect(server.url)
    const refused = await client.say({ type: 'text', text: 'two' }, evil)
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('ALLOWED_ORIGINS')
    expect((await client.say({ type: 'text', text: 'two' }, { origin: server.url })).status).toBe(204)
  })

  test.each([
    ['the own page, which sends no Origin', undefined, 'same-origin', true],
    ['a browser that says nothing', undefined, undefined, true],
    ['a stranger’s image', undefined, 'cross-site', false],
    ['a neighbour’s image', undefined, 'same-site', false],
    ['whoever has an Origin is judged by it', 'https://evil.io', 'same-origin', false],
  ])('%s', (_name, origin, site, may) => {
    expect(mayListen(origin, site)).toBe(may)
  })

  test('an id that nobody has is refused in words; ids cannot be guessed', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    const other = await EventClient.connect(server.url)
    expect(client.id).toMatch(/^[\w-]{32}$/)
    expect(client.id).not.toBe(other.id)
    const lost = await client.say({ type: 'text', text: 'two' }, {}, 'nobody')
    expect(lost.status).toBe(404)
    expect(await lost.text()).toContain('Open GET /events again')
  })

  test('all clients count towards the same room', async () => {
    const server = await startTestServer({ limits: { connections: 1 } })
    await EventClient.connect(server.url)
    expect((await EventClient.open(server.url)).stream.statusCode).toBe(503)
    await expect(VoiceClient.connect(server.url)).rejects.toThrow('503')
  })
})

describe('bounds', () => {
  test('a message over 12 MB of audio is refused with 413, announced or not, and the connection lives', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    const refused = await client.say('A'.repeat(16_100_000))
    expect(refused.status).toBe(413)
    expect(await refused.text()).toContain('12 MB')
    const endless = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 17; i++) controller.enqueue(new Uint8Array(1_000_000))
        controller.close()
      },
    })
    const options = { method: 'POST', body: endless, duplex: 'half' } as const
    expect((await fetch(`${server.url}/events/${client.id}`, options)).status).toBe(413)
    await client.ask({ type: 'text', text: 'two' }, 'tts_end')
  })

  test('messages come one by one', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    let finish = () => {}
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from('{"type":'))
        finish = () => {
          controller.enqueue(Buffer.from('"interrupt"}'))
          controller.close()
        }
      },
    })
    const first = fetch(`${server.url}/events/${client.id}`, { method: 'POST', body: slow, duplex: 'half' } as const)
    await expect.poll(async () => (await client.say('')).status).toBe(409)
    finish()
    expect((await first).status).toBe(204)
    expect((await client.say('')).status).toBe(204)
  })

  test('what a client does not read is seen, so that speech can wait for it', async () => {
    const links: EventLink[] = []
    const http = createServer((_request, response) => links.push(new EventLink(response)))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      http.closeAllConnections()
      http.close()
    })
    const address = http.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const client = await EventClient.open(`http://127.0.0.1:${port}`)
    client.stream.pause()
    const [link] = links
    if (link === undefined) throw new Error('nobody came')
    const frame = new Uint8Array(30_000)
    link.cork()
    link.sendFrame(frame)
    expect(link.bufferedBytes, 'while corked').toBeGreaterThanOrEqual(40_000)
    link.uncork()
    let sent = 1
    await expect
      .poll(() => {
        for (let i = 0; i < 40; i++) link.sendFrame(frame)
        sent += 40
        return link.bufferedBytes
      })
      .toBeGreaterThan(400_000)
    client.stream.resume()
    await expect.poll(() => link.bufferedBytes).toBe(0)
    await expect.poll(() => client.audio.byteLength).toBe(sent * frame.byteLength)
  })

  test('a client that is gone ends its session', async () => {
    const agent = new ScriptedAgent(reply('A sentence that takes a while. ', 'And ', 60_000))
    const server = await startTestServer({ agent })
    const client = await EventClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const id = client.id
    client.stream.destroy()
    await client.until(() => agent.abortedAt.length === 1 && agent.heardTexts.length === 1)
    expect((await client.say({ type: 'interrupt' }, {}, id)).status).toBe(404)
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toContain('voice_sessions 0')
  })

  test('a client that answers no ping is cut off, one that does is not', async () => {
    const server = await startTestServer({ limits: { pingMs: 60 } })
    const alive = await EventClient.connect(server.url)
    const dead = await EventClient.connect(server.url)
    const answering = setInterval(() => void alive.say(''), 15)
    await dead.until(() => dead.isEnded)
    clearInterval(answering)
    expect(dead.events.some(({ event }) => event === 'ping')).toBe(true)
    expect(alive.isEnded).toBe(false)
  })

  test('going away is said, with the reason, and holds nothing up', async () => {
    const server = await startTestServer()
    const client = await EventClient.connect(server.url)
    const from = performance.now()
    await server.close()
    expect(performance.now() - from).toBeLessThan(1_500)
    await client.next('going_away')
    await client.until(() => client.isEnded)
    expect(JSON.parse(client.events.at(-1)?.data ?? '')).toEqual({ code: 1_001, reason: 'The server is stopping.' })
  })
})
