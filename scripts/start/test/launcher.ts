// SPDX-License-Identifier: Apache-2.0
// A launcher for the tests to kill: starts one part and tells its process id.
import { fileURLToPath } from 'node:url'
import { Child } from '../child.ts'

const logDir = process.env.LOG_DIR ?? '.'
const file = fileURLToPath(new URL('./part.ts', import.meta.url))
const child = new Child({ name: 'orphan', file, cwd: logDir, env: { PART: 'good' }, logDir, verbose: false })
const ready = await child.ready(15_000)
if (typeof ready === 'object' && ready !== null && 'pid' in ready) process.send?.(ready.pid)
