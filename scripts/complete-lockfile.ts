// SPDX-License-Identifier: Apache-2.0
// Names the platform packages that a registry with one platform's binaries made npm leave out of package-lock.json.
// Run it after `npm install`: node --import tsx scripts/complete-lockfile.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.ts'
import { completed, missingOptional, parseLockfile } from './rules/lockfile.ts'

const path = join(ROOT, 'package-lock.json')
const lock = parseLockfile(readFileSync(path, 'utf8'))
const missing = missingOptional(lock)
if (missing.length > 0) writeFileSync(path, `${JSON.stringify(completed(lock), null, 2)}\n`)
process.stdout.write(`${missing.length} platform packages were missing from package-lock.json and are named now.\n`)
