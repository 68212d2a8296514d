// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { sileroFiles } from './silero-files.ts'

/** What a build makes, or what it does not look at. */
const IGNORED = new Set(['node_modules', 'out', '.next', 'worklets', 'silero', 'test', 'next-env.d.ts'])

/**
 * One number for everything the page is made of: its sources and those of core, the manifest, and the version of Next.
 * Tests do not count.
 */
export async function hashOfInputs(webDir: string): Promise<string> {
  const appDir = join(webDir, '..')
  const paths = [
    join(appDir, 'package.json'),
    createRequire(import.meta.url).resolve('next/package.json'),
    ...(await sourcesIn(join(appDir, 'core'))),
    ...(await sourcesIn(webDir)),
  ]
  const hash = createHash('sha256')
  // Their content is as fixed as their version; 17 MB need not be read at every start.
  for (const path of sileroFiles()) hash.update(path)
  for (const path of paths) hash.update(path.slice(appDir.length)).update(await readFile(path))
  return hash.digest('hex')
}

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = entries
    .filter(({ name }) => !IGNORED.has(name) && !/\.(test|tsbuildinfo)/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? sourcesIn(path) : [path]
    })
  return (await Promise.all(nested)).flat()
}
