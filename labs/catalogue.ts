// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EXIT, KitError } from '../scripts/exit.ts'
import { ROOT } from '../scripts/paths.ts'
import type { Lab } from './lab.ts'

/** A lab with where it lies. */
export interface CataloguedLab extends Lab {
  /** `05-ring-buffer`. */
  readonly id: string
  readonly number: number
  readonly folder: string
}

const FOLDER = /^(\d\d)-[a-z0-9-]+$/

/** All labs in their order. */
export async function catalogue(): Promise<CataloguedLab[]> {
  const home = join(ROOT, 'labs')
  const ids = readdirSync(home)
    .filter((name) => FOLDER.test(name))
    .sort()
  return Promise.all(
    ids.map(async (id) => {
      const folder = join(home, id)
      const { lab }: { lab: Lab } = await import(pathToFileURL(join(folder, 'lab.ts')).href)
      return { ...lab, id, number: Number(id.slice(0, 2)), folder }
    }),
  )
}

/** The lab someone means by `5`, `05`, `ring-buffer` or `05-ring-buffer`. Throws {@link KitError}. */
export function named(labs: readonly CataloguedLab[], word: string): CataloguedLab {
  const found = labs.find(
    (lab) => lab.id === word || lab.id.slice(3) === word || (/^\d+$/.test(word) && lab.number === Number(word)),
  )
  if (found) return found
  const list = labs.map(({ number, title }) => `  ${number}  ${title}`).join('\n')
  throw new KitError(EXIT.usage, `There is no lab '${word}'. There are:\n${list}`)
}

/** The lab's own text. */
export const readme = (lab: CataloguedLab): string => readFileSync(join(lab.folder, 'README.md'), 'utf8')
