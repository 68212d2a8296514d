// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander'
import { sampleShopUtterances, startRehearsal, VOICE_IDS } from '../../app/rehearsal/index.ts'
import { bad, dim, good, strong, table } from '../terminal.ts'
import { BOUNDS, paraphrases, sentencesOf } from './wer-sets.ts'
import { errorRate, type Hearing, hearAll } from './word-errors.ts'

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function row(name: string, hearings: readonly Hearing[], bound?: number): string[] {
  const rate = errorRate(hearings)
  const perVoice = VOICE_IDS.map((voice) => {
    const own = hearings.filter((hearing) => hearing.voice === voice)
    return own.length === 0 ? dim('n/a') : percent(errorRate(own))
  })
  const audioMs = hearings.reduce((sum, hearing) => sum + hearing.audioMs, 0)
  const spentMs = hearings.reduce((sum, hearing) => sum + hearing.recognisedMs, 0)
  const words = hearings.reduce((sum, hearing) => sum + hearing.words, 0)
  const verdict =
    bound === undefined ? '' : (rate <= bound ? good : bad)(`${percent(rate)} (at most ${percent(bound)})`)
  return [name, ...perVoice, verdict || percent(rate), String(words), `${(audioMs / spentMs).toFixed(1)} x`]
}

const { samples, seed, voices, file, show } = new Command('wer')
  .description('Word error rate of the rehearsal recogniser over the voices of the rehearsal synthesiser.')
  .option('--samples <n>', 'compositions drawn from the grammar', Number, 100)
  .option('--seed <n>', 'of the draw', Number, 20261122)
  .option('--voices <list>', 'comma-separated', (list: string) => list.split(','), [...VOICE_IDS])
  .option('--file <file>', 'hear these sentences instead, one a line; no bound is held')
  .option('--show', 'print what was misheard', false)
  .parse()
  .opts<{ samples: number; seed: number; voices: string[]; file?: string; show: boolean }>()

const rehearsal = await startRehearsal()
const heading = ['', ...VOICE_IDS, 'word errors', 'words', 'real time']
const rows = [heading.map((title) => strong(title))]
let held = true
const measure = async (name: string, sentences: readonly string[], bound?: number) => {
  const hearings = await hearAll(rehearsal, sentences, voices, (done, total) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${done}/${total} `)
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  if (show)
    for (const { voice, said, heard, errors } of hearings)
      if (errors > 0) console.log(`${errors} ${voice}: ${said}  ${dim('→')}  ${heard}`)
  rows.push(row(name, hearings, bound))
  if (bound !== undefined && !(errorRate(hearings) <= bound)) held = false
}
try {
  if (file !== undefined) await measure(file, sentencesOf(file))
  else {
    await measure(`${samples} compositions`, sampleShopUtterances(samples, seed), BOUNDS.compositions)
    const said = paraphrases()
    await measure(`${said.length} paraphrases`, said, BOUNDS.paraphrases)
  }
} finally {
  await rehearsal.close()
}
console.log(table(rows))
process.exitCode = held ? 0 : 1
