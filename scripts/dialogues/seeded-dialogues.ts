// SPDX-License-Identifier: Apache-2.0

import { expect } from 'vitest'
import { makeDialogue } from './dialogue.ts'
import { explain, type Outcome, runDialogue } from './run-dialogue.ts'
import { shopInProcess } from './shop-in-process.ts'

/** Not the seeds the rules were looked at with. */
const FIRST_SEED = 10_000
/** Dialogues of each half; a half is a test file, so that two cores share the work. */
export const DIALOGUES_PER_HALF = 250

/** Plays one half of the dialogues, and holds at least 98 % of them to the order the reference came to. */
export async function expectDialoguesRight(half: 0 | 1): Promise<void> {
  const agent = shopInProcess()
  const outcomes: Outcome[] = []
  try {
    const first = FIRST_SEED + half * DIALOGUES_PER_HALF
    for (let seed = first; seed < first + DIALOGUES_PER_HALF; seed++)
      outcomes.push(await runDialogue(agent, makeDialogue(seed)))
  } finally {
    await agent.close()
  }
  const wrong = outcomes.filter(({ right }) => !right)
  const turns = outcomes.reduce((sum, { dialogue }) => sum + dialogue.utterances.length, 0)
  const share = ((outcomes.length - wrong.length) / outcomes.length) * 100
  console.log(
    `dialogues: ${outcomes.length - wrong.length} of ${outcomes.length} right (${share.toFixed(1)} %), ${turns} turns`,
  )
  for (const outcome of wrong.slice(0, 5)) console.log(explain(outcome))
  expect(outcomes).toHaveLength(DIALOGUES_PER_HALF)
  expect(share).toBeGreaterThanOrEqual(98)
}
