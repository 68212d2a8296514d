// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { completed, missingOptional, parseLockfile, platformOf, unverified, verified } from './lockfile.ts'

const lock = parseLockfile(
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: { '@tool/linux-x64': '1.2.3', '@tool/darwin-arm64': '1.2.3' },
      },
      'node_modules/@tool/linux-x64': { version: '1.2.3' },
    },
  }),
)

describe('a lockfile', () => {
  it('names every platform, whichever machine wrote it', () => {
    expect(missingOptional(lock)).toEqual([{ name: '@tool/darwin-arm64', version: '1.2.3', dev: true }])
    const whole = completed(lock)
    expect(missingOptional(whole)).toEqual([])
    expect(whole.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.2.3',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    })
    expect(whole.lockfileVersion).toBe(3)
  })

  it('takes the checksums that a registry knows, and goes on naming the packages it does not', () => {
    const places = unverified(completed(lock)).map(({ path }) => path)
    expect(places).toContain('node_modules/@tool/darwin-arm64')
    const whole = verified(completed(lock), new Map([['node_modules/@tool/darwin-arm64', 'sha512-abc']]))
    expect(whole.packages['node_modules/@tool/darwin-arm64']).toMatchObject({
      version: '1.2.3',
      integrity: 'sha512-abc',
    })
    expect(unverified(whole).map(({ path }) => path)).toEqual(places.filter((path) => !path.includes('darwin')))
  })

  it.each([
    ['@rollup/rollup-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
    ['@rollup/rollup-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
    ['@next/swc-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
    ['@rollup/rollup-win32-x64-gnu', { os: ['win32'], cpu: ['x64'] }],
    ['fsevents', undefined],
  ])('%s is for its platform only', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })
})
