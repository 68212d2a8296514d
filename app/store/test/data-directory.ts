// SPDX-License-Identifier: Apache-2.0

import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import manifest from '../../package.json' with { type: 'json' }

const version = manifest.dependencies['@electric-sql/pglite']

/** A fresh data directory with an empty database in it: creating one takes seconds, copying one does not. */
export async function newDataDir(): Promise<{ dataDir: string; remove: () => void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kit-data-'))
  cpSync(await template(), join(dataDir, 'pglite'), { recursive: true })
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

async function template(): Promise<string> {
  const directory = join(tmpdir(), `kit-pglite-${version}`)
  if (existsSync(directory)) return directory
  const aside = mkdtempSync(join(tmpdir(), 'kit-pglite-new-'))
  await (await PGlite.create({ dataDir: join(aside, 'pglite') })).close()
  try {
    renameSync(join(aside, 'pglite'), directory)
  } catch {
    // Another test file was quicker: its template is as good.
  }
  rmSync(aside, { recursive: true, force: true })
  return directory
}
