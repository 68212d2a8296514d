// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from './paths.ts'

/** `.ci/run` in a checkout of its own, on a machine whose programs are these. */
let checkout = ''
let bin = ''
const bash = '/bin/bash'
const program = (name: string, script: string): void => {
  writeFileSync(join(bin, name), `#!${bash}\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
}
const calls = (): string[] => {
  const log = join(checkout, 'calls')
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
}
const runCi = (env: NodeJS.ProcessEnv = {}) =>
  spawnSync(bash, [join(checkout, '.ci/run')], {
    env: { PATH: bin, LOG: join(checkout, 'calls'), ...env },
    encoding: 'utf8',
  })

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'kit-ci-'))
  bin = join(checkout, 'bin')
  for (const folder of [bin, join(checkout, '.ci')]) mkdirSync(folder)
  copyFileSync(join(ROOT, '.ci/run'), join(checkout, '.ci/run'))
  program('dirname', 'exec /usr/bin/dirname "$@"')
  program('id', 'echo 0')
  program('npm', 'echo "npm $*" >> "$LOG"; echo "3 passed, 0 failed, 1 skipped"')
  program('apt-get', 'echo "apt-get $*" >> "$LOG"')
})
afterEach(() => rmSync(checkout, { recursive: true, force: true }))

describe.skipIf(process.platform === 'win32')('.ci/run', () => {
  it('installs a browser where there is none, then runs the README’s test command and ends with its line', () => {
    const { status, stdout } = runCi()
    expect(calls()).toEqual(['apt-get update -qq', expect.stringMatching(/^apt-get install .*\bchromium$/), 'npm test'])
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('3 passed, 0 failed, 1 skipped')
    expect(status).toBe(0)
  })

  it('asks for nothing where a browser is, found or named', () => {
    expect(runCi({ CHROMIUM_PATH: '/opt/chromium' }).status).toBe(0)
    program('google-chrome', '')
    expect(runCi().status).toBe(0)
    expect(calls()).toEqual(['npm test', 'npm test'])
  })

  it('installs with sudo where it is not root', () => {
    program('id', 'echo 1000')
    program('sudo', 'echo "sudo $1" >> "$LOG"; shift; exec "$@"')
    runCi()
    expect(calls()[0]).toBe('sudo -n')
    expect(calls()).toContain('npm test')
  })

  it('tests all the same when the browser cannot be had, and says so', () => {
    program('apt-get', 'echo "no network" >&2; exit 100')
    const { status, stdout, stderr } = runCi()
    expect(stderr).toContain('Chromium could not be installed')
    expect(calls()).toEqual(['npm test'])
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('3 passed, 0 failed, 1 skipped')
    expect(status).toBe(0)
  })

  it('fails when the tests do', () => {
    program('npm', 'echo "2 passed, 1 failed, 0 skipped"; exit 1')
    expect(runCi().status).toBe(1)
  })
})
