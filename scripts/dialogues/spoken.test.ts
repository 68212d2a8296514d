// SPDX-License-Identifier: Apache-2.0

/**
 * Customers speak with Flite's voices, the recogniser hears, the agent acts; the customers listen to what the shop says
 * of their order and put it right before they agree. And a number heard in two ways is asked back.
 */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../../app/agent/index.ts'
import { type RunningRehearsal, startRehearsal } from '../../app/rehearsal/index.ts'
import { LANGUAGE_MODEL } from '../../app/rehearsal/language/index.ts'
import type { Dialogue } from './dialogue.ts'
import { explain, type Reading, runDialogue } from './run-dialogue.ts'
import { speakDialogues, spokenFigures } from './spoken.ts'

/** A sample of what `scripts/bench/spoken-dialogues.ts` measures. */
const DIALOGUES = 10
const FIRST_SEED = 40_000
const LEAST_RIGHT = 0.98

let rehearsal: RunningRehearsal
beforeAll(async () => {
  rehearsal = await startRehearsal({ speechThreads: 1, listeningThreads: 2 })
}, 60_000)
afterAll(() => rehearsal?.close())

test(`${DIALOGUES} spoken dialogues end in the right order`, { timeout: 300_000 }, async () => {
  const seeds = Array.from({ length: DIALOGUES }, (_, index) => FIRST_SEED + index)
  const outcomes = await speakDialogues(rehearsal, seeds)
  console.log(spokenFigures(outcomes))
  for (const outcome of outcomes) if (!outcome.right) console.log(explain(outcome))
  expect(outcomes).toHaveLength(DIALOGUES)
  expect(outcomes.filter(({ right }) => right).length / DIALOGUES).toBeGreaterThanOrEqual(LEAST_RIGHT)
})

test('a quantity heard in two ways is asked back, not guessed, whichever of them it is', async () => {
  const agent = await startAgent({
    model: { baseUrl: `${rehearsal.url}/v1`, apiKey: '', model: LANGUAGE_MODEL.id, timeoutMs: 30_000 },
    store: 'memory',
    workers: 1,
  })
  try {
    const readings: Record<string, Reading> = {
      'sixteen small hawaiian pizzas': {
        text: 'Fifteen small hawaiian pizzas',
        alternatives: ['Sixteen small hawaiian pizzas'],
      },
      'two large margheritas and five small pepperonis': {
        text: 'Two large margheritas and nine small pepperonis',
        alternatives: ['Two large margheritas and five small pepperonis'],
      },
    }
    for (const [seed, [said, reading]] of Object.entries(readings).entries()) {
      const dialogue: Dialogue = { seed, utterances: [said], moves: ['order'], expected: '' }
      const { transcript, got } = await runDialogue(agent, dialogue, async (words) =>
        words === said ? reading : { text: words },
      )
      expect(transcript.join('\n')).toMatch(/did you say (fifteen or sixteen|nine or five)\?/)
      expect(got).toContain(seed === 0 ? '16 small Hawaiian' : '2 large Margherita []\n5 small Pepperoni []')
    }
  } finally {
    await agent.close()
  }
}, 60_000)

test('a number heard in two ways once more is asked about once', async () => {
  const agent = await startAgent({
    model: { baseUrl: `${rehearsal.url}/v1`, apiKey: '', model: LANGUAGE_MODEL.id, timeoutMs: 30_000 },
    store: 'memory',
    workers: 1,
  })
  try {
    const dialogue: Dialogue = { seed: 2, utterances: ['three small hawaiian pizzas'], moves: ['order'], expected: '' }
    const { transcript, got } = await runDialogue(agent, dialogue, async (words) => ({
      text: words,
      alternatives: [words.replace('three', 'thirteen')],
    }))
    expect(transcript.filter((line) => /did you say three or thirteen\?/.test(line))).toHaveLength(1)
    expect(got).toContain('3 small Hawaiian')
  } finally {
    await agent.close()
  }
}, 60_000)
