// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from '../scripts/exit.ts'
import { WORK_DIR } from '../scripts/paths.ts'
import type { CataloguedLab } from './catalogue.ts'
import { passed, runChecks, type TreeResult } from './check.ts'
import { type Entry, entryOf, type Progress, readProgress, withEntry, writeProgress } from './progress.ts'
import { requireWork } from './work.ts'

/** Where an attendee stands with one lab. */
export interface Standing extends Entry {
  readonly lab: number
  readonly id: string
  readonly title: string
  readonly minutes: number
  readonly current: boolean
}

export const isDone = (progress: Progress, lab: CataloguedLab): boolean => entryOf(progress, lab.id).status !== 'open'

export function standing(labs: readonly CataloguedLab[], progress: Progress): Standing[] {
  return labs.map((lab) => ({
    lab: lab.number,
    id: lab.id,
    title: lab.title,
    minutes: lab.minutes,
    current: progress.current === lab.id,
    ...entryOf(progress, lab.id),
  }))
}

/** Checks the attendee's code and notes the outcome. Throws `KitError` when there is no code to check. */
export async function attempt(lab: CataloguedLab): Promise<{ ok: boolean; result: TreeResult }> {
  requireWork()
  const [result] = await runChecks(lab.id, [{ name: 'work', path: WORK_DIR }])
  if (!result) throw new KitError(EXIT.outside, `The check of ${lab.id} gave no result.`)
  const ok = passed(result)
  // Read after the check: another terminal may have noted something meanwhile.
  const before = readProgress(new Date())
  const entry = entryOf(before, lab.id)
  writeProgress(
    withEntry(before, lab.id, {
      checks: entry.checks + 1,
      ...(ok && entry.status === 'open' && { status: 'done' as const, doneAt: new Date().toISOString() }),
    }),
  )
  return { ok, result }
}

/** The next hint, or the one of a level, and notes that it was seen. */
export function takeHint(lab: CataloguedLab, level?: number): { level: number; of: number; text: string } {
  const before = readProgress(new Date())
  const seen = entryOf(before, lab.id).hints
  const given = Math.min(level ?? seen + 1, lab.hints.length)
  writeProgress(withEntry(before, lab.id, { hints: Math.max(seen, given) }))
  return { level: given, of: lab.hints.length, text: lab.hints[given - 1] ?? '' }
}
