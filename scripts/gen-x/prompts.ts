// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { GenXRequest } from '../../app/core/contract/index.ts'
import { Chooser } from '../dialogues/random.ts'
import { EXIT, KitError } from '../exit.ts'

/** A length class of prompts. */
export type Bucket = GenXRequest['prompt']['bucket']

/** A text to be spoken. */
export interface Prompt {
  /** Its place in the set, from 0. */
  readonly number: number
  readonly text: string
  readonly bucket: Bucket
}

/** Prompts to measure with. */
export interface PromptSet {
  readonly prompts: readonly Prompt[]
  /** Of all texts in their order: two reports with the same hash asked for the same speech. */
  readonly sha256: string
}

const DEFAULT_FILE = fileURLToPath(new URL('./prompts.txt', import.meta.url))

/** Longest short and longest medium prompt in characters: about 4 s and 10 s of speech. */
const SHORT = 60
const MEDIUM = 160

/** Longest prompt in characters, as OpenAI has it. */
const LONGEST = 4_096

/** Reads a file of prompts, one per line; empty lines and those that begin with `#` are left out. */
export async function readPrompts(path: string = DEFAULT_FILE): Promise<PromptSet> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new KitError(EXIT.usage, `The prompts in '${path}' cannot be read (${error.code}). Check --prompts.`)
  })
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const texts = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (texts.length === 0) {
    throw new KitError(EXIT.usage, `There are no prompts in '${path}'. Write one per line, or leave --prompts out.`)
  }
  const tooLong = texts.find((line) => line.length > LONGEST)
  if (tooLong !== undefined) {
    throw new KitError(
      EXIT.usage,
      `Line ${lines.indexOf(tooLong) + 1} of '${path}' has ${tooLong.length} characters; a prompt has at most ${LONGEST}. Cut it into several lines.`,
    )
  }
  return {
    prompts: texts.map((line, number) => ({ number, text: line, bucket: bucketOf(line) })),
    sha256: createHash('sha256').update(texts.join('\n')).digest('hex'),
  }
}

function bucketOf(text: string): Bucket {
  if (text.length <= SHORT) return 'short'
  return text.length <= MEDIUM ? 'medium' : 'long'
}

/** All prompts in a shuffled order, then all of them in another, and so on. The same seed gives the same order. */
export function* shuffled(prompts: readonly Prompt[], seed: number): Generator<Prompt, never> {
  const random = new Chooser(seed)
  for (;;) {
    const round = [...prompts]
    while (round.length > 0) yield* round.splice(random.between(0, round.length - 1), 1)
  }
}
