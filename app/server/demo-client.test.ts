// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { decodeS16le, encodeS16le } from '#core/pcm'
import { resample } from '#core/resample'
import { writeWav } from '#core/wav'
import { type RunningRehearsal, startRehearsal } from '#rehearsal'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { type RunningServer, startServer } from './start-server.ts'

/*
 * The published pizza-shop demo's client knows three messages to send (`text`, `audio_wav_b64`, `tts_text`) and six to
 * receive; it sends no `Origin` and no `playhead`, and connects to `/`. Here it meets the whole shop: the real server,
 * the real agent, a real database, the rehearsal models over HTTP.
 */

interface DemoTurn {
  readonly transcript: string | null
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly interrupt: { readonly prompt: string } | null
  readonly pcm: Buffer
  readonly sampleRate: number
}

let rehearsal: RunningRehearsal
let server: RunningServer
let endpoints: Record<string, string>
const dataDir = mkdtempSync(join(tmpdir(), 'kit-demo-'))

beforeAll(async () => {
  rehearsal = await startRehearsal({ listeningThreads: 1, speechThreads: 1 })
  endpoints = { PORT: '0', KIT_DATA_DIR: dataDir }
  for (const task of ['stt', 'llm', 'tts']) {
    const model = rehearsal.models.find((listed) => listed.task === task)
    endpoints[`${task.toUpperCase()}_BASE_URL`] = `${rehearsal.url}/v1`
    endpoints[`${task.toUpperCase()}_MODEL`] = model?.id ?? ''
  }
  server = await startServer(readConfig(endpoints), { log: createLog('silent') })
}, 60_000)

afterAll(async () => {
  await server?.close()
  await rehearsal?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** One turn as the demo's page takes it: everything from the message to its `tts_end`. */
function takeTurn(socket: WebSocket, message: object): Promise<DemoTurn> {
  return new Promise((resolve, reject) => {
    const turn = { transcript: null as string | null, messages: [], interrupt: null, sampleRate: 0 }
    const frames: Buffer[] = []
    let isReceiving = false
    const listen = (data: Buffer, isBinary: boolean) => {
      if (isBinary) {
        if (isReceiving) frames.push(data)
        return
      }
      const said = JSON.parse(data.toString('utf8'))
      if (said.type === 'transcript') turn.transcript = said.text
      if (said.type === 'graph_result') Object.assign(turn, { messages: said.messages, interrupt: said.interrupt })
      if (said.type === 'error') reject(new Error(said.error))
      if (said.type === 'tts_begin') {
        isReceiving = true
        turn.sampleRate = said.sample_rate
      }
      if (said.type === 'tts_end') {
        socket.off('message', listen)
        resolve({ ...turn, pcm: Buffer.concat(frames) })
      }
    }
    socket.on('message', listen)
    socket.send(JSON.stringify(message))
  })
}

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/`)
  await new Promise((resolve) => socket.once('open', resolve))
  return socket
}

/** Speaks a text with the rehearsal voice and gives it as the demo's page does: 16 kHz, WAV, base64. */
async function spoken(text: string): Promise<object> {
  const response = await fetch(`${rehearsal.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: endpoints.TTS_MODEL, voice: 'slt', input: text, response_format: 'pcm' }),
  })
  const samples = decodeS16le(new Uint8Array(await response.arrayBuffer()))
  const wav = writeWav(encodeS16le(resample(samples, 24_000, 16_000)), 16_000)
  return { type: 'audio_wav_b64', audio_b64: Buffer.from(wav).toString('base64') }
}

const loudness = (pcm: Buffer) => {
  const samples = decodeS16le(pcm)
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length))
}

const ORDER = ['I would like two large pepperoni pizzas', 'add a small margherita', 'what is the total']

describe('a client that speaks only the published demo’s messages takes a three-turn order', () => {
  test('typed', async () => {
    const socket = await connect()
    const turns: DemoTurn[] = []
    for (const text of ORDER) turns.push(await takeTurn(socket, { type: 'text', text }))
    socket.close()
    await check(turns)
  }, 60_000)

  test('spoken, as WAV files', async () => {
    const socket = await connect()
    const turns: DemoTurn[] = []
    for (const text of ORDER) turns.push(await takeTurn(socket, await spoken(text)))
    socket.close()
    await check(turns)
    expect(turns[0]?.transcript?.toLowerCase()).toContain('pepperoni')
  }, 90_000)
})

async function check(turns: readonly DemoTurn[]): Promise<void> {
  for (const turn of turns) {
    expect(turn.sampleRate).toBe(24_000)
    expect(turn.pcm.length / 48, 'milliseconds of speech').toBeGreaterThan(300)
    expect(loudness(turn.pcm)).toBeGreaterThan(0.01)
  }
  const counts = turns.map(({ messages }) => messages.length)
  expect(counts, 'the messages are cumulative').toEqual([...counts].sort((a, b) => a - b))
  const last = turns.at(-1)
  const said = last?.interrupt?.prompt ?? last?.messages.at(-1)?.content ?? ''
  expect(said, 'a total from the menu').toMatch(/\$?\d+(\.\d\d)?/)
}

describe('a reply longer than the credit window', () => {
  test('arrives whole, and not faster than it plays', async () => {
    const text =
      'This is a long sentence about pizza, which goes on for quite a while, so that it takes longer to say than the ' +
      'server may be ahead of a listener who never tells where he is.'
    const reference = await fetch(`${rehearsal.url}/v1/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: endpoints.TTS_MODEL, voice: 'slt', input: text, response_format: 'pcm' }),
    })
    const expected = Buffer.from(await reference.arrayBuffer())
    const socket = await connect()
    const from = performance.now()
    const { pcm } = await takeTurn(socket, { type: 'tts_text', text })
    const tookMs = performance.now() - from
    socket.close()
    expect(expected.length / 48).toBeGreaterThan(5_000)
    expect(pcm.length).toBe(expected.length)
    expect(pcm.equals(expected)).toBe(true)
    expect(tookMs).toBeGreaterThan(expected.length / 48 - 4_500)
  }, 60_000)
})
