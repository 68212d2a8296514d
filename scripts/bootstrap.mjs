// SPDX-License-Identifier: Apache-2.0
// The first thing that runs on a fresh clone: plain JavaScript, no dependency, so that it can install them.
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, installReason, rememberInstall } from './install.mjs'
import { nodeComplaint } from './node-version.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const complaint = nodeComplaint(process.versions.node)
if (complaint) {
  console.error(complaint)
  process.exit(3)
}

const reason = installReason(root)
if (reason) {
  const failure = await install(root, reason)
  if (failure) {
    console.error(failure)
    process.exit(3)
  }
} else {
  rememberInstall(root)
}

const { register } = await import('tsx/esm/api')
register()
const { main } = await import('./kit.ts')
process.exit(await main(process.argv.slice(2)))
