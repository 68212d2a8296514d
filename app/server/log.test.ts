// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { writeWav } from '#core/wav'
import { createLog } from './log.ts'
import { Secret } from './secret.ts'
import { ORDER, ScriptedAgent } from './test/scripted-agent.ts'
import { startTestServer } from './test/start-test-server.ts'
import { VoiceClient } from './test/voice-client.ts'

const CANARY = 'seventeen canaries at 42 Aviary Lane'
const KEY = 'sk-this-is-a-key'

test('nothing anybody said, and no key, is ever logged: not in good turns, failing ones, or broken messages', async () => {
  const agent = new ScriptedAgent(async function* (turn) {
    yield { kind: 'step', step: { agent: 'delivery_agent', kind: 'tool_call', tool: 'address', args: { to: CANARY } } }
    yield { kind: 'delta', agent: 'delivery_agent', text: `Delivering to ${CANARY}. ` }
    yield { kind: 'order', order: { ...ORDER, delivery: { kind: 'delivery', address: CANARY } } }
    if (turn.text.includes('fail')) throw new Error(`cannot parse "${CANARY}" with ${KEY}`)
  })
  const env = { STT_API_KEY: KEY, LLM_API_KEY: KEY, TTS_API_KEY: KEY, DATABASE_URL: `postgres://u:${KEY}@127.0.0.1/x` }
  const server = await startTestServer({ agent, env })
  server.speech.transcripts = [CANARY]
  const client = await VoiceClient.connect(server.url, `/ws?said=${encodeURIComponent(CANARY)}`)
  await client.ask({ type: 'text', text: CANARY }, 'turn_metrics')
  await client.ask({ type: 'text', text: `fail ${CANARY}` }, 'error')
  const wav = Buffer.from(writeWav(new Uint8Array(3_200), 16_000)).toString('base64')
  await client.ask({ type: 'audio_wav_b64', audio_b64: wav }, 'transcript')
  server.speech.tts = 'nonsense'
  await client.ask({ type: 'tts_text', text: CANARY }, 'error')
  agent.open = () => Promise.reject(new Error(`no session for ${CANARY}`))
  await client.ask({ type: 'resume', session_id: 'x' }, 'hello')
  await client.ask(`{"type":"text","text":"${CANARY}"`, 'error')
  await client.ask({ type: 'text', text: CANARY.repeat(900) }, 'error')
  await server.close()

  const logged = server.logged.join('')
  expect(logged).toContain('"msg":"turn"')
  expect(logged).toContain('"level":50')
  for (const word of ['canaries', 'Aviary', KEY]) expect(logged).not.toContain(word)
  const told = JSON.stringify(client.all('error'))
  for (const word of ['canaries', 'Aviary', KEY]) expect(told).not.toContain(word)
})

test('a secret does not print itself', () => {
  const secret = new Secret(KEY)
  const lines: string[] = []
  createLog('info', { write: (line) => lines.push(line) }).info({ secret, config: { apiKey: secret } }, 'start')
  for (const printed of [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { depth: 9 }), lines.join('')]) {
    expect(printed).not.toContain(KEY)
  }
  expect(secret.reveal()).toBe(KEY)
})
