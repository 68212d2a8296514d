// SPDX-License-Identifier: Apache-2.0
import type { RunningRehearsal } from '../../app/rehearsal/index.ts'

/** What one voice said and what was heard. */
export interface Hearing {
  readonly voice: string
  readonly said: string
  readonly heard: string
  readonly errors: number
  readonly words: number
  readonly audioMs: number
  /** From the request to the answer, a second request being on its way. */
  readonly recognisedMs: number
}

const HESITATION = /\b(um|uh|hmm|oh)\b/g

/** A sentence's words for counting: lower case, no punctuation, hesitations left out, spellings that sound the same made one. */
export function countedWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^a-z' ]+/g, ' ')
    .replace(HESITATION, ' ')
    .replace(/\bok\b/g, 'okay')
    .replace(/\bbbq\b/g, 'barbecue')
    .replace(/\bpick up\b/g, 'pickup')
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** Fewest words to insert, leave out or replace (Levenshtein). */
export function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let previous = Array.from({ length: heard.length + 1 }, (_, index) => index)
  said.forEach((word, row) => {
    const current = [row + 1]
    heard.forEach((other, column) => {
      const kept = (previous[column] ?? 0) + (word === other ? 0 : 1)
      current.push(Math.min(kept, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1))
    })
    previous = current
  })
  return previous.at(-1) ?? 0
}

/** Errors per word said. */
export function errorRate(hearings: readonly Hearing[]): number {
  const sum = (of: (hearing: Hearing) => number) => hearings.reduce((total, hearing) => total + of(hearing), 0)
  return sum(({ errors }) => errors) / sum(({ words }) => words)
}

const IN_FLIGHT = 2

/** Speaks every sentence with every voice and writes down what is heard, all over the models' own HTTP. */
export async function hearAll(
  { url }: Pick<RunningRehearsal, 'url'>,
  sentences: readonly string[],
  voices: readonly string[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Hearing[]> {
  const tasks = sentences.flatMap((said) => voices.map((voice) => ({ said, voice })))
  const hearings: Hearing[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index]
      if (task) hearings[index] = await hearOne(url, task.said, task.voice)
      onProgress(hearings.length, tasks.length)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, work))
  return hearings
}

async function hearOne(url: string, said: string, voice: string): Promise<Hearing> {
  const speech = await fetch(`${url}/v1/audio/speech`, {
    method: 'POST',
    body: JSON.stringify({ input: said, voice, response_format: 'wav' }),
  })
  if (!speech.ok) throw new Error(`"${said}" could not be spoken: ${await speech.text()}`)
  const wav = new Uint8Array(await speech.arrayBuffer())
  const form = new FormData()
  form.set('file', new File([wav], 'said.wav'))
  const sentAtMs = performance.now()
  const answer = await fetch(`${url}/v1/audio/transcriptions`, { method: 'POST', body: form })
  if (!answer.ok) throw new Error(`"${said}" could not be heard: ${await answer.text()}`)
  const body: unknown = await answer.json()
  const recognisedMs = performance.now() - sentAtMs
  const heard = typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : ''
  const counted = countedWords(said)
  const errors = wordErrors(counted, countedWords(heard))
  return { voice, said, heard, errors, words: counted.length, audioMs: (wav.byteLength - 44) / 48, recognisedMs }
}
