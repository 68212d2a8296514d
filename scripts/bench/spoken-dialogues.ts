// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander'
import { startRehearsal } from '../../app/rehearsal/index.ts'
import { explain } from '../dialogues/run-dialogue.ts'
import { speakDialogues, spokenFigures } from '../dialogues/spoken.ts'

/** Share of the dialogues that must end in the right order. */
const LEAST_RIGHT = 0.98

const { dialogues, seed, show } = new Command('spoken-dialogues')
  .description('Seeded dialogues spoken to the rehearsal recogniser; how many end in the right order.')
  .option('--dialogues <n>', 'how many', Number, 50)
  .option('--seed <n>', 'of the first', Number, 50_000)
  .option('--show', 'print those that went wrong', false)
  .parse()
  .opts<{ dialogues: number; seed: number; show: boolean }>()

const rehearsal = await startRehearsal()
try {
  const seeds = Array.from({ length: dialogues }, (_, index) => seed + index)
  let done = 0
  const outcomes = await speakDialogues(rehearsal, seeds, (outcome) => {
    if (show && !outcome.right) console.log(`${explain(outcome)}\n`)
    console.error(`${++done}/${dialogues}`)
  })
  console.log(spokenFigures(outcomes))
  const right = outcomes.filter((outcome) => outcome.right).length
  process.exitCode = outcomes.length > 0 && right / outcomes.length >= LEAST_RIGHT ? 0 : 1
} finally {
  await rehearsal.close()
}
