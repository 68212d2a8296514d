// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { builtHandlers } from './handler-code.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const LAMBDAS = fileURLToPath(new URL('../handlers/lambda/', import.meta.url))

it('every bundle loads with nothing but what the Lambda runtime has, and exports what the stacks name', () => {
  const folder = builtHandlers()
  const entries = readdirSync(LAMBDAS).map((file) => file.replace(/\.ts$/, ''))
  expect(entries.length).toBeGreaterThan(8)
  expect(readdirSync(folder).sort()).toEqual([...entries].sort())
  // The SDK is the runtime's; here it is this repository's.
  const script = `
    const Module = require('node:module')
    const load = Module._load
    Module._load = (name, ...rest) => {
      if (name.startsWith('node:') || Module.builtinModules.includes(name)) return load(name, ...rest)
      if (name.startsWith('@aws-sdk/')) return load(require.resolve(name, { paths: [${JSON.stringify(ROOT)}] }), ...rest)
      return load(name, ...rest)
    }
    const found = {}
    for (const entry of ${JSON.stringify(entries)}) found[entry] = Object.keys(require(${JSON.stringify(folder)} + '/' + entry + '/index.js')).sort()
    console.log(JSON.stringify(found))`
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-2',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  const found: unknown = JSON.parse(execFileSync(process.execPath, ['-e', script], { env, encoding: 'utf8' }))
  const guards = ['kill', 'reaper', 'block-expiry']
  expect(found).toEqual(
    Object.fromEntries(
      entries.map((entry) => [entry, guards.includes(entry) ? ['handler'] : ['isComplete', 'onEvent']]),
    ),
  )
})

it('no bundle holds CDK or the charts: a Lambda applies manifests, it makes none', () => {
  const folder = builtHandlers()
  for (const entry of readdirSync(folder)) {
    const code = readFileSync(join(folder, entry, 'index.js'), 'utf8')
    expect(code, entry).not.toMatch(/node_modules\/(aws-cdk-lib|cdk8s|cdk8s-plus-28)\//)
  }
})
