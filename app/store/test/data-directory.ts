// SPDX-License-Identifier: Apache-2.0

import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { onTestFinished } from 'vitest'

const { version } = createRequire(import.meta.url)('@electric-sql/pglite/package.json')

/** A fresh data directory with an empty database in it: creating one takes seconds, copying one does not. */
export async function freshDataDir(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kit-data-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  cpSync(await template(), join(dataDir, 'pglite'), { recursive: true })
  return dataDir
}

async function template(): Promise<string> {
  const directory = join(tmpdir(), `kit-pglite-${version}`)
  if (existsSync(directory)) return directory
  const aside = mkdtempSync(join(tmpdir(), 'kit-pglite-new-'))
  await (await PGlite.create({ dataDir: join(aside, 'pglite') })).close()
  mkdirSync(join(directory, '..'), { recursive: true })
  try {
    renameSync(join(aside, 'pglite'), directory)
  } catch {
    // Another test file was quicker: its template is as good.
  }
  rmSync(aside, { recursive: true, force: true })
  return directory
}
