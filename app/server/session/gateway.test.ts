// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { reply, ScriptedAgent } from '../test/scripted-agent.ts'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'
import { mayConnect } from './origin.ts'

const local = '127.0.0.1'
const remote = '10.0.0.7'

describe('who may connect', () => {
  test.each([
    ['a program on this machine', { host: 'localhost:3000', remoteAddress: local }, true],
    ['a program on this machine, over IPv6', { host: '[::1]:3000', remoteAddress: '::1' }, true],
    ['a program, IPv4 in IPv6', { host: 'localhost:3000', remoteAddress: '::ffff:127.0.0.1' }, true],
    ['a program from elsewhere', { host: 'shop:3000', remoteAddress: remote }, false],
    ['the own page', { origin: 'http://shop:3000', host: 'shop:3000', remoteAddress: remote }, true],
    ['the own page behind TLS', { origin: 'https://shop.io', host: 'shop.io', remoteAddress: remote }, true],
    ['another port', { origin: 'http://shop:4000', host: 'shop:3000', remoteAddress: remote }, false],
    ['any page a person visits', { origin: 'https://evil.io', host: 'localhost:3000', remoteAddress: local }, false],
    ['a page of this machine', { origin: 'http://localhost:8000', host: '127.0.0.1:3000', remoteAddress: local }, true],
    ['a local name from elsewhere', { origin: 'http://localhost', host: 'localhost', remoteAddress: remote }, true],
    ['a local page, another host', { origin: 'http://localhost:1', host: 'shop', remoteAddress: remote }, false],
    [
      'a name that only begins locally',
      { origin: 'http://localhost.evil.io', host: 'localhost', remoteAddress: local },
      false,
    ],
    ['a sandboxed frame', { origin: 'null', host: 'localhost:3000', remoteAddress: local }, false],
    ['a listed page', { origin: 'https://guide.io', host: 'shop:3000', remoteAddress: remote }, true],
    ['nearly a listed page', { origin: 'https://guide.io.evil.io', host: 'shop', remoteAddress: remote }, false],
  ])('%s', (_name, caller, may) => {
    expect(mayConnect({ origin: undefined, ...caller }, ['https://guide.io'])).toBe(may)
  })

  test('a page that may not is told what to set', async () => {
    const server = await startTestServer()
    const refused = VoiceClient.connect(server.url, '/ws', { origin: 'https://evil.io' })
    await expect(refused).rejects.toThrow('403')
    await VoiceClient.connect(server.url, '/ws', { origin: server.url })
  })

  test('both paths lead to the shop, others lead nowhere', async () => {
    const server = await startTestServer()
    await VoiceClient.connect(server.url, '/')
    await VoiceClient.connect(server.url, '/ws?x=1')
    await expect(VoiceClient.connect(server.url, '/other')).rejects.toThrow('404')
  })

  test('more connections than there is room for are turned away', async () => {
    const server = await startTestServer({ limits: { connections: 1 } })
    const first = await VoiceClient.connect(server.url)
    await expect(VoiceClient.connect(server.url)).rejects.toThrow('503')
    first.socket.close()
    await first.until(() => first.closed !== null)
    await VoiceClient.connect(server.url)
  })
})

describe('liveness', () => {
  test('a peer that answers no ping is cut off', async () => {
    const server = await startTestServer({ limits: { pingMs: 40 } })
    const alive = await VoiceClient.connect(server.url)
    const dead = await VoiceClient.connect(server.url, '/ws', { autoPong: false })
    await dead.until(() => dead.closed !== null)
    expect(alive.closed).toBeNull()
  })
})

describe('going away', () => {
  test('clients are told, memory keeps what was heard, and it takes less than two seconds', async () => {
    const agent = new ScriptedAgent(reply('A sentence that takes a while. ', 'And ', 60_000))
    const server = await startTestServer({ agent })
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const from = performance.now()
    await server.close()
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(client.all('going_away')).toEqual([{ type: 'going_away', retry_after_ms: 1_000 }])
    expect(agent.abortedAt).toHaveLength(1)
    expect(agent.heardTexts).toHaveLength(1)
    await client.until(() => client.closed !== null)
    expect(client.closed?.code).toBe(1_001)
  })

  test('a client that does not close, and an agent that does not end, do not hold it', async () => {
    const agent = new ScriptedAgent()
    agent.close = () => new Promise(() => {})
    const server = await startTestServer({ agent, limits: { closeMs: 400 } })
    const client = await VoiceClient.connect(server.url)
    client.socket.pause()
    const from = performance.now()
    await server.close()
    expect(performance.now() - from).toBeLessThan(700)
  })
})
