// SPDX-License-Identifier: Apache-2.0
// Names the platform packages that a registry with one platform's binaries made npm leave out of package-lock.json, and
// asks the registry for the checksums of those that have none.
// Run it after `npm install`, best with the public registry: node --import tsx scripts/complete-lockfile.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.ts'
import { completed, type Lockfile, missingOptional, parseLockfile, unverified, verified } from './rules/lockfile.ts'
import { run } from './run.ts'

/** The checksum that npm's registry has for a package, or nothing: a mirror need not have every platform's. */
async function checksum(name: string, version: string): Promise<string | undefined> {
  const { output } = await run('npm', ['view', `${name}@${version}`, 'dist.integrity'])
  return output.match(/^sha512-\S+$/m)?.[0]
}

const path = join(ROOT, 'package-lock.json')
const found = parseLockfile(readFileSync(path, 'utf8'))
const missing = missingOptional(found)
const named: Lockfile = missing.length > 0 ? completed(found) : found

const without = unverified(named)
const checksums = new Map<string, string>()
for (const place of without) {
  const integrity = await checksum(place.name, place.version)
  if (integrity) checksums.set(place.path, integrity)
}
if (missing.length > 0 || checksums.size > 0)
  writeFileSync(path, `${JSON.stringify(verified(named, checksums), null, 2)}\n`)
process.stdout.write(
  `${missing.length} platform packages were missing from package-lock.json and are named now.\n` +
    `${without.length} had no checksum; the registry knew ${checksums.size} of them.\n`,
)
