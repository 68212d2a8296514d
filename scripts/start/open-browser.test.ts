// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBrowser } from './open-browser.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kit-open-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(process.platform !== 'linux')('--open', () => {
  it('opens the page in the browser of this machine', async () => {
    const opened = join(folder, 'opened')
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 })
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
    expect(await openBrowser('http://localhost:3000')).toBe(true)
    await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8').trim()).toBe('http://localhost:3000')
  })

  it('says so where there is none', async () => {
    vi.stubEnv('PATH', folder)
    expect(await openBrowser('http://localhost:3000')).toBe(false)
  })
})
