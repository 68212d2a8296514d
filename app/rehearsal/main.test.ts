// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
let child: ChildProcess | undefined

function start(env: Readonly<Record<string, string>> = {}): ChildProcess {
  child = fork(MAIN, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  return child
}
afterEach(() => child?.kill('SIGKILL'))

interface Ready {
  readonly url: string
  readonly models: Readonly<Record<string, string>>
}

function ready(started: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    started.on('message', (message: { readonly type: string } & Ready) => {
      if (message.type === 'ready') resolve(message)
    })
    started.once('exit', (code) => reject(new Error(`left with ${code} before it was ready`)))
  })
}

test('tells its parent where it is when all three answer, and leaves with it', async () => {
  const started = start()
  const { url, models } = await ready(started)
  expect(models).toEqual({ stt: 'rehearsal-soundswallower', llm: 'rehearsal-pizza-shop', tts: 'rehearsal-flite' })
  const spoken = await fetch(`${url}/v1/audio/speech`, { method: 'POST', body: '{"input":"Hello."}' })
  expect((await spoken.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
  started.disconnect()
  expect((await once(started, 'exit'))[0]).toBe(0)
}, 40_000)

test('stops on SIGTERM in the middle of a reply', async () => {
  const started = start()
  const { url } = await ready(started)
  const reply = await fetch(`${url}/v1/audio/speech`, { method: 'POST', body: '{"input":"Hello there.","gen_x":0.1}' })
  const cut = reply.arrayBuffer().catch((error: unknown) => error)
  started.kill('SIGTERM')
  expect((await once(started, 'exit'))[0]).toBe(0)
  expect(await cut).toBeInstanceOf(Error)
}, 40_000)

test('a port that is none is said to be wrong', async () => {
  const started = start({ PORT: 'eighty' })
  const said: string[] = []
  started.stderr?.on('data', (text: Buffer) => said.push(text.toString()))
  expect((await once(started, 'exit'))[0]).toBe(2)
  expect(said.join('')).toContain('PORT')
})
