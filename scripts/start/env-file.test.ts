// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadEnvFile } from './env-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'env-file-'))
const file = join(folder, '.env')
afterEach(() => {
  vi.unstubAllEnvs()
  delete process.env.KIT_TEST_NEW
  rmSync(file, { force: true })
})

describe('settings from a file', () => {
  it('are taken, and what the environment says goes before them', () => {
    writeFileSync(file, 'KIT_TEST_NEW=from-file\nKIT_TEST_OLD="from-file"\n')
    vi.stubEnv('KIT_TEST_OLD', 'from-environment')
    vi.stubEnv('KIT_ENV_FILE', file)
    expect(loadEnvFile()).toBe(file)
    expect(process.env.KIT_TEST_NEW).toBe('from-file')
    expect(process.env.KIT_TEST_OLD).toBe('from-environment')
  })

  it('are not wanted when KIT_ENV_FILE is empty, and missed when it names none', () => {
    vi.stubEnv('KIT_ENV_FILE', '')
    expect(loadEnvFile()).toBeNull()
    vi.stubEnv('KIT_ENV_FILE', file)
    expect(() => loadEnvFile()).toThrow(/KIT_ENV_FILE='.*' is not there/)
  })
})
