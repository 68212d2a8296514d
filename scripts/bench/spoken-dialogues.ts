// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander'
import { startRehearsal } from '../../app/rehearsal/index.ts'
import { explain } from '../dialogues/run-dialogue.ts'
import { speakDialogues } from '../dialogues/spoken.ts'

const { dialogues, seed, show } = new Command('spoken-dialogues')
  .description('Seeded dialogues spoken to the rehearsal recogniser; how many end in the right order.')
  .option('--dialogues <n>', 'how many', Number, 40)
  .option('--seed <n>', 'of the first', Number, 30_000)
  .option('--show', 'print those that went wrong', false)
  .parse()
  .opts<{ dialogues: number; seed: number; show: boolean }>()

const rehearsal = await startRehearsal()
try {
  const seeds = Array.from({ length: dialogues }, (_, index) => seed + index)
  const { outcomes, utterances, unheard, unsure } = await speakDialogues(rehearsal, seeds, (outcome) => {
    if (show && !outcome.right) console.log(`${explain(outcome)}\n`)
  })
  const right = outcomes.filter((outcome) => outcome.right).length
  console.log(
    `spoken dialogues: ${right} of ${outcomes.length} right (${((100 * right) / outcomes.length).toFixed(1)} %), ` +
      `${utterances} utterances, ${unheard} said again, ${unsure} with two readings`,
  )
} finally {
  await rehearsal.close()
}
