// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Child } from './child.ts'
import { acceptable } from './configuration.ts'
import { concernsServer } from './dev.ts'
import { rehearsed } from './models.ts'
import { Parts } from './parts.ts'
import { claimable } from './port.ts'
import { summary, withoutCredentials } from './summary.ts'

const FILE = fileURLToPath(new URL('./test/part.ts', import.meta.url))
const READY_MS = 15_000
let logDir = ''
beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'kit-start-'))
})
afterEach(() => rmSync(logDir, { recursive: true, force: true }))

const options = (part: string, name = 'test part') => ({
  name,
  file: FILE,
  cwd: logDir,
  env: { PART: part },
  logDir,
  verbose: false,
})
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const pidOf = (ready: unknown): number =>
  typeof ready === 'object' && ready !== null && 'pid' in ready ? Number(ready.pid) : Number.NaN

describe('a part', () => {
  it('is ready when it says so, and stops when asked', async () => {
    const child = new Child(options('good'))
    const pid = pidOf(await child.ready(READY_MS))
    expect(alive(pid)).toBe(true)
    await child.stop()
    expect(alive(pid)).toBe(false)
  })

  it('that breaks before it is ready shows the end of its log', async () => {
    const child = new Child(options('breaks'))
    await expect(child.ready(READY_MS)).rejects.toMatchObject({
      code: 3,
      message: expect.stringMatching(
        /test part ended before it was ready \(exit code 1\)[\s\S]*the database is locked[\s\S]*test-part\.log/,
      ),
    })
    expect(readFileSync(child.logFile, 'utf8')).toContain('the database is locked')
  })

  it('that refuses its settings is wrong input, in its own words', async () => {
    await expect(new Child(options('refuses')).ready(READY_MS)).rejects.toMatchObject({
      code: 2,
      message: 'PORT is no number.',
    })
  })

  it('that never says ready is given up', async () => {
    const child = new Child(options('silent'))
    await expect(child.ready(300)).rejects.toThrow(/was not ready after 0.3 s/)
    await child.stop()
  })

  it('that will not stop is killed', async () => {
    const child = new Child(options('stubborn'))
    const pid = pidOf(await child.ready(READY_MS))
    await child.stop(200)
    expect(alive(pid)).toBe(false)
  })
})

describe('the parts together', () => {
  it('notice when one of them dies', async () => {
    const parts = new Parts()
    await parts.launch(options('good', 'first'), READY_MS)
    await parts.launch(options('dies-later', 'second'), READY_MS)
    await expect(parts.failed).rejects.toThrow(/second stopped by itself \(exit code 7\)/)
    await parts.stopAll()
  })

  it('leave nothing running', async () => {
    const parts = new Parts()
    const pids = [
      pidOf(await parts.launch(options('good', 'first'), READY_MS)),
      pidOf(await parts.launch(options('good', 'second'), READY_MS)),
    ]
    await parts.stopAll()
    expect(pids.map(alive)).toEqual([false, false])
  })

  it('go with the launcher, even when it is killed', async () => {
    const launcher = fork(fileURLToPath(new URL('./test/launcher.ts', import.meta.url)), [], {
      env: { ...process.env, LOG_DIR: logDir },
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: 'ignore',
    })
    const pid = await new Promise<number>((resolve) => launcher.once('message', (message) => resolve(Number(message))))
    expect(alive(pid)).toBe(true)
    launcher.kill('SIGKILL')
    await expect.poll(() => alive(pid), { timeout: 8_000 }).toBe(false)
  })
})

describe('the settings', () => {
  it('may be none: every model is rehearsed', () => {
    expect(() => acceptable({})).not.toThrow()
  })

  it('that are wrong are named before anything starts, all at once, keys kept', () => {
    const env = { STT_BASE_URL: 'nonsense', TTS_BASE_URL: 'ftp://models', TTS_API_KEY: 'sesame', LOG_LEVEL: 'loud' }
    expect(() => acceptable(env)).toThrow(
      /3 mistakes:\n {2}STT_BASE_URL .*\n {2}TTS_BASE_URL .*\n {2}LOG_LEVEL \("loud"\)/,
    )
    expect(() => acceptable(env)).not.toThrow(/sesame/)
  })
})

describe('the port', () => {
  let server: Server
  beforeEach(async () => {
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => void server.close())
  const port = () => {
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  it('that is taken is named, with another one to try', async () => {
    await expect(claimable('127.0.0.1', port())).rejects.toMatchObject({
      code: 3,
      message: expect.stringMatching(new RegExp(`Port ${port()} is taken[\\s\\S]*--port ${port() + 1}`)),
    })
  })
  it('that is free is left free', async () => {
    await claimable('127.0.0.1', 0)
  })
  it('of an address that is not ours is refused', async () => {
    await expect(claimable('192.0.2.1', 0)).rejects.toThrow(/no address of this machine \(HOST=192\.0\.2\.1\)/)
  })
})

describe('models', () => {
  it('are rehearsed where nobody gave a URL', () => {
    expect(rehearsed({})).toEqual(['STT', 'LLM', 'TTS'])
    expect(rehearsed({ LLM_BASE_URL: 'http://a/v1', TTS_BASE_URL: '' })).toEqual(['STT', 'TTS'])
  })
  it('are shown without passwords', () => {
    expect(withoutCredentials('https://me:secret@models.example.com/v1')).toBe('https://models.example.com/v1')
    const text = summary({
      url: 'http://localhost:3000',
      readyMs: 1_234,
      parts: [['page', 900]],
      models: { LLM: 'llama' },
      baseUrls: { LLM: 'https://me:secret@models.example.com/v1' },
      rehearsed: ['STT', 'TTS'],
      notes: [],
    })
    expect(text).toContain('Ready in 1.2 s. Open http://localhost:3000')
    expect(text).not.toContain('secret')
  })
})

describe('a change while developing', () => {
  it('restarts the server for sources only', () => {
    expect(['turn.ts', 'menu/menu.json', 'migrations/1.sql'].map(concernsServer)).toEqual([true, true, true])
    expect(['turn.test.ts', 'notes.txt~', '.turn.ts.swp'].map(concernsServer)).toEqual([false, false, false])
  })
})
