// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'

/** Word errors per word that the recogniser may make over all voices. */
export const BOUNDS = { compositions: 0.03, paraphrases: 0.15 } as const

const PARAPHRASES = new URL('./paraphrases.txt', import.meta.url)

/** The sentences of a file, one a line; `#` begins a remark. */
export function sentencesOf(file: URL | string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
}

export const paraphrases = (): string[] => sentencesOf(PARAPHRASES)
