// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LABS = join(dirname(fileURLToPath(import.meta.url)), '../../labs')

/** Folders of the labs, in their order. */
export const labFolders = (): string[] =>
  readdirSync(LABS)
    .filter((name) => /^\d\d-/.test(name))
    .sort()

/** A lab's own text. */
export const labText = (folder: string): string => readFileSync(join(LABS, folder, 'README.md'), 'utf8')

/** The labs' entries of the sidebar. Their pages are made from `labs/NN-slug/README.md`, see `docs/labs/[lab].paths.ts`. */
export function labPages(): { text: string; link: string }[] {
  return labFolders().map((folder) => ({
    text: `${Number(folder.slice(0, 2))}. ${/^# (.+)$/m.exec(labText(folder))?.[1] ?? folder}`,
    link: `/labs/${folder}`,
  }))
}
