// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { EXIT, KitError } from '../scripts/exit.ts'
import { STATE_DIR } from '../scripts/paths.ts'

/** How far an attendee is, one readable file. */
export const PROGRESS_FILE = join(STATE_DIR, 'labs.json')

const Entry = z.strictObject({
  /** `done`: the check passed on their own code. `solved`: the app's code was put there. */
  status: z.enum(['open', 'done', 'solved']),
  checks: z.number().int().min(0),
  hints: z.number().int().min(0),
  doneAt: z.iso.datetime().optional(),
})

const Progress = z.strictObject({
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  /** Lab that commands without a number mean. */
  current: z.string().optional(),
  labs: z.record(z.string(), Entry),
})

export type Entry = z.infer<typeof Entry>
export type Progress = z.infer<typeof Progress>

/** Reads the file; a fresh start when there is none. Throws {@link KitError} when it is no longer what it was. */
export function readProgress(now: Date, file = PROGRESS_FILE): Progress {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return { version: 1, startedAt: now.toISOString(), labs: {} }
  }
  try {
    return Progress.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new KitError(
      EXIT.usage,
      `${file} is damaged:\n${why}\nMend it, or delete it to begin with no lab done. work/ is not touched.`,
    )
  }
}

export function writeProgress(progress: Progress, file = PROGRESS_FILE): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`)
}

/** The entry of a lab, a new one when it was never touched. */
export const entryOf = (progress: Progress, id: string): Entry =>
  progress.labs[id] ?? { status: 'open', checks: 0, hints: 0 }

/** A copy with a lab's entry changed. */
export function withEntry(progress: Progress, id: string, change: Partial<Entry>): Progress {
  return { ...progress, labs: { ...progress.labs, [id]: { ...entryOf(progress, id), ...change } } }
}
