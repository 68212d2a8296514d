// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { startModelDouble } from './test/model-double.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** One for all: creating a database takes seconds. */
const dataDir = mkdtempSync(join(tmpdir(), 'kit-server-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly stderr: string
}

function run(env: Record<string, string>): {
  child: ChildProcess
  ended: Promise<Ended>
  ready: Promise<{ url: string }>
} {
  const child = fork(MAIN, [], {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stderr })))
  const ready = new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', (message) => {
      if (typeof message === 'object' && message !== null && 'url' in message) resolve({ url: String(message.url) })
    })
    void ended.then((how) => reject(new Error(`ended: ${how.stderr}`)))
  })
  ready.catch(() => {})
  return { child, ended, ready }
}

async function modelEnv(): Promise<Record<string, string>> {
  const { baseUrl } = await startModelDouble()
  return { STT_BASE_URL: baseUrl, LLM_BASE_URL: baseUrl, TTS_BASE_URL: baseUrl, KIT_DATA_DIR: dataDir, PORT: '0' }
}

describe('the process', () => {
  test('a wrong environment ends it with 2 and every mistake', async () => {
    const { code, stderr } = await run({ PORT: 'x' }).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/STT_BASE_URL is missing[\s\S]*LLM_BASE_URL is missing[\s\S]*PORT \("x"\) is no number/)
    expect(stderr).not.toContain('    at ')
  })

  test('a taken port ends it with 3 and a suggestion, before any database is made', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    onTestFinished(() => {
      taken.close()
    })
    const address = taken.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { code, stderr } = await run({ ...(await modelEnv()), PORT: String(port) }).ended
    expect(code).toBe(3)
    expect(stderr).toContain(`Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1}.`)
  })

  test('says when it is ready, says goodbye on SIGTERM, and is gone within two seconds', async () => {
    const { child, ended, ready } = run(await modelEnv())
    const { url } = await ready
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready\n')
    const socket = new WebSocket(url.replace('http', 'ws'))
    const said: string[] = []
    socket.on('message', (data) => said.push(String(data)))
    await new Promise((resolve) => socket.once('message', resolve))
    const from = performance.now()
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
    expect(performance.now() - from).toBeLessThan(2_500)
    expect(said.join()).toContain('going_away')
  }, 40_000)

  test('goes when its parent goes', async () => {
    const { child, ready } = run(await modelEnv())
    await ready
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.disconnect()
    expect(await exited).toBe(0)
  }, 40_000)
})
