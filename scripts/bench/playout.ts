// SPDX-License-Identifier: Apache-2.0

/**
 * The adaptive playout rule beside fixed prebuffers and the offline optimum, over thousands of seeded arrivals of replies
 * that Flite spoke.
 *
 * Usage: npx tsx scripts/bench/playout.ts [--sessions 100] [--seed 5] [--json] [--docs]
 * `--docs` writes the tables and the picture into docs/. Ends with 1 when the reach is not met by the rule as it runs in
 * the page, over whole visits and for first replies.
 */

import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { WARM_UP_SENTENCES } from '../../app/server/warm-up.ts'
import { demands, hearAll, makeVisits } from './playout/compare.ts'
import { picture } from './playout/picture.ts'
import { shopReplies, speakReplies } from './playout/replies.ts'
import { familyTable, reachTable, ruleTable } from './playout/tables.ts'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '100' },
    seed: { type: 'string', default: '5' },
    json: { type: 'boolean' },
    docs: { type: 'boolean' },
  },
})
const perFamily = Number(values.sessions)
const seed = Number(values.seed)
if (!Number.isInteger(perFamily) || perFamily < 10) {
  console.error(`--sessions ${values.sessions}: give a whole number of visits per family from 10 on.`)
  process.exit(2)
}
if (!Number.isInteger(seed) || seed < 0) {
  console.error(`--seed ${values.seed}: give a whole number.`)
  process.exit(2)
}

const texts = await shopReplies()
const replies = [...(await speakReplies(texts, 'slt')), ...(await speakReplies(texts, 'awb'))]
const warmUp = await speakReplies(WARM_UP_SENTENCES.slice(1), 'slt')
const visits = makeVisits(replies, warmUp, perFamily, seed)
const heard = visits.flatMap(({ replies }) => replies).length
const all = hearAll(visits)
const reached = [...demands(all, 'adaptive'), ...demands(all, 'adaptive, first reply')]

if (values.json) {
  console.log(JSON.stringify({ seed, timelines: heard, demands: reached, hearings: [...all] }))
} else {
  const page = [
    `${heard} arrivals of ${replies.length} spoken replies, seed ${seed}.`,
    `### gen-x 1.05 to 4\n\n${ruleTable(all, 'fast')}`,
    `### gen-x 0.5 to 1\n\n${ruleTable(all, 'slow')}`,
    `### By family\n\n${familyTable(all)}`,
    `### The reach\n\n${reachTable(all)}`,
  ].join('\n\n')
  console.log(page)
  if (values.docs) {
    await writeFile(new URL('../../docs/playout-figures.txt', import.meta.url), `${page}\n`)
    await writeFile(new URL('../../docs/public/playout.svg', import.meta.url), picture(all))
  }
}
process.exitCode = reached.every(({ isMet }) => isMet) ? 0 : 1
