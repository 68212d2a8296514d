// SPDX-License-Identifier: Apache-2.0
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository this file belongs to. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** Everything the kit writes on its own account: database, logs, caches, lab progress. Git-ignored. */
export const STATE_DIR = resolve(ROOT, '.kit')

/** The attendee's own copy of the project, made by `./kit lab start`. Git-ignored. */
export const WORK_DIR = resolve(ROOT, 'work')

/** A path as a person would type it from here: relative where that is shorter, else as it is. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path) || '.'
  return near.startsWith('..') ? path : near
}
