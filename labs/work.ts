// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { EXIT, KitError } from '../scripts/exit.ts'
import { ROOT, STATE_DIR, WORK_DIR } from '../scripts/paths.ts'
import { type CataloguedLab, readme } from './catalogue.ts'
import { RegionError, regionText, withRegion } from './regions.ts'
import { copyProject, filesOf, putSolution, putStubs } from './tree.ts'

/** Does the attendee have a project yet? */
export const started = (): boolean => existsSync(join(WORK_DIR, 'package.json'))

/** Throws {@link KitError} unless `./kit lab start` was run. */
export function requireWork(): void {
  if (!started()) throw new KitError(EXIT.usage, 'There is no work/ yet. Begin with: ./kit lab start')
}

/** Makes `work/`: the whole project, with the regions of the given labs as stubs. */
export function makeWork(open: readonly CataloguedLab[]): void {
  copyProject(WORK_DIR)
  for (const lab of open) putStubs(WORK_DIR, lab)
}

const stamp = (now: Date): string => now.toISOString().replace(/[:.]/g, '-')

/** Copies what the attendee wrote to `.kit/saved/<time>/…` before it is overwritten. Returns the folder. */
export function save(paths: readonly string[], now: Date): string {
  const folder = join(STATE_DIR, 'saved', stamp(now))
  for (const path of paths) {
    const from = join(WORK_DIR, path)
    if (!existsSync(from)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(from, join(folder, path), {
      recursive: true,
      filter: (source) => !/[\\/](\.next|out|node_modules)$/.test(source),
    })
  }
  return relative(ROOT, folder)
}

/**
 * Puts a lab's files back to what the project has, with stubs where `stubbed` says so. Used where the markers the
 * attendee should have left alone are gone.
 */
function rebuild(lab: CataloguedLab, stubbed: readonly CataloguedLab[]): void {
  for (const file of filesOf(lab)) {
    mkdirSync(dirname(join(WORK_DIR, file)), { recursive: true })
    cpSync(join(ROOT, file), join(WORK_DIR, file))
    for (const other of stubbed) {
      const regions = other.regions.filter((region) => region.file === file)
      putStubs(WORK_DIR, { regions })
    }
  }
}

/** Puts stubs or the solution into a lab's regions; without its markers, the whole files. Returns whether those were gone. */
export function fill(lab: CataloguedLab, what: 'stub' | 'solution', openLabs: readonly CataloguedLab[]): boolean {
  try {
    if (what === 'stub') putStubs(WORK_DIR, lab)
    else putSolution(WORK_DIR, lab)
    return false
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!(error instanceof RegionError) && !gone) throw error
    const others = openLabs.filter(({ id }) => id !== lab.id)
    rebuild(lab, what === 'stub' ? [...others, lab] : others)
    return true
  }
}

/** The attendee's code and the app's, per region of a lab. */
export function comparisons(lab: CataloguedLab): { file: string; name: string; mine: string; theirs: string }[] {
  return lab.regions.map(({ file, name }) => ({
    file,
    name,
    mine: regionText(readFileSync(join(WORK_DIR, file), 'utf8'), name),
    theirs: regionText(readFileSync(join(ROOT, file), 'utf8'), name),
  }))
}

/** Writes the text of a region into `work/`; used by tests and by the labs' page. */
export function write(file: string, name: string, body: string): void {
  const path = join(WORK_DIR, file)
  writeFileSync(path, withRegion(readFileSync(path, 'utf8'), name, body))
}

/** The paragraphs of a lab's README before its first heading of second rank. */
export const introduction = (lab: CataloguedLab): string => (readme(lab).split(/^## /m)[0] ?? '').trim()
