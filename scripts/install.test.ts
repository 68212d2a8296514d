// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstMissing, installReason, rememberInstall } from './install.mjs'
import { nodeComplaint } from './node-version.mjs'

describe('what is locked and not there', () => {
  const locked = {
    '': {},
    app: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '2.0.0' },
    'node_modules/only-on-windows': { version: '1.0.0', optional: true },
  }
  const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '2.0.0' } }

  it('is nothing when all is there', () => expect(firstMissing(locked, installed)).toBeUndefined())
  it('is a package that is absent', () => expect(firstMissing(locked, {})).toBe('node_modules/a'))
  it('is a package of another version', () => {
    expect(firstMissing(locked, { ...installed, 'node_modules/a': { version: '1.0.1' } })).toBe('node_modules/a')
  })
  it('is a nested package', () => {
    expect(firstMissing(locked, { 'node_modules/a': { version: '1.0.0' } })).toBe('node_modules/a/node_modules/b')
  })
})

describe('a reason to install', () => {
  let root = ''
  const put = (path: string, text: string) => writeFileSync(join(root, path), text)
  const lock = (version: string) => JSON.stringify({ packages: { 'node_modules/a': { version } } })

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kit-install-'))
    put('package-lock.json', lock('1.0.0'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('is a fresh clone', () => expect(installReason(root)).toBe('nothing is installed yet'))

  it('is an install that was broken off', () => {
    mkdirSync(join(root, 'node_modules'))
    expect(installReason(root)).toBe('the last install did not finish')
  })

  it('is a lockfile that moved on, and names the package', () => {
    mkdirSync(join(root, 'node_modules'))
    put('node_modules/.package-lock.json', lock('0.9.0'))
    expect(installReason(root)).toBe('a is missing or another version')
  })

  it('is not an install that npm made without us', () => {
    mkdirSync(join(root, 'node_modules'))
    put('node_modules/.package-lock.json', lock('1.0.0'))
    expect(installReason(root)).toBeUndefined()
  })

  it('is gone once remembered, and back when the lockfile changes', () => {
    mkdirSync(join(root, 'node_modules'))
    rememberInstall(root)
    expect(installReason(root)).toBeUndefined()
    put('package-lock.json', lock('1.1.0'))
    expect(installReason(root)).toBeDefined()
  })
})

describe('Node.js', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s is new enough', (version) => {
    expect(nodeComplaint(version)).toBeUndefined()
  })
  it.each(['20.18.3', '18.20.0', '16.0.0'])('%s is too old, and the message says what to do', (version) => {
    expect(nodeComplaint(version)).toMatch(
      new RegExp(`20\\.19 or newer; this is ${version.replaceAll('.', '\\.')}[\\s\\S]*nodejs\\.org`),
    )
  })
})
