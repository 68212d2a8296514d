// SPDX-License-Identifier: Apache-2.0

/** `npm start` as a newcomer runs it: its own processes, from bundles, until Ctrl-C. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ROOT } from '../paths.ts'

const READY_MS = 90_000
let dataDir = ''
let started: { child: ChildProcess; said: () => string }

function kit(...args: string[]): typeof started {
  // A group of its own, so that Ctrl-C reaches all of it and none of us.
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, KIT_DATA_DIR: dataDir, KIT_ENV_FILE: '', NO_COLOR: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => (text += part))
  return { child, said: () => text }
}

/** Processes of a group that still run. */
function alive(group: number): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
        return stat[0] !== 'Z' && Number(stat[2]) === group ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : []
      } catch {
        return []
      }
    })
}

const urlOf = (text: string): string => /http:\/\/localhost:\d+/.exec(text)?.[0] ?? ''

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'kit-start-'))
  started = kit('start', '--port', '0')
  await vi.waitUntil(() => started.said().includes('Ctrl-C stops everything'), { timeout: READY_MS, interval: 100 })
})
afterAll(() => {
  if (started.child.exitCode === null && started.child.pid) process.kill(-started.child.pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

it('says where it is, how long it took, and which models it talks to', async () => {
  const text = started.said()
  console.info(/Ready in [^.]*\.\d* ?\w*/.exec(text)?.[0])
  for (const model of ['rehearsal-soundswallower', 'rehearsal-pizza-shop', 'rehearsal-flite'])
    expect(text).toContain(model)
  expect((await fetch(`${urlOf(text)}/readyz`)).status).toBe(200)
  const page = await fetch(urlOf(text))
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  expect(await page.text()).toContain('Pizza')
})

it('a second one on the same port is refused in words', async () => {
  const port = new URL(urlOf(started.said())).port
  const second = kit('start', '--port', port)
  const [code] = await once(second.child, 'close')
  expect(code).toBe(3)
  expect(second.said()).toContain(`Port ${port} is taken`)
})

it.skipIf(process.platform !== 'linux')('Ctrl-C stops everything, and leaves nothing running', async () => {
  const group = started.child.pid ?? Number.NaN
  expect(alive(group).length).toBeGreaterThan(2)
  process.kill(-group, 'SIGINT')
  await once(started.child, 'close')
  expect(started.said()).toContain('Stopped.')
  await expect.poll(() => alive(group), { timeout: 3_000 }).toEqual([])
})
