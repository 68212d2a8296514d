// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from './exit.ts'
import { runNode } from './run.ts'
import { strong, table } from './terminal.ts'

interface Bench {
  readonly name: string
  /** From the root. */
  readonly file: string
  readonly about: string
}

/** The measurements that hold a number to its bound. */
export const BENCHES: readonly Bench[] = [
  {
    name: 'turn',
    file: 'scripts/bench/turn.ts',
    about: 'time to first audio, beside its floor and beside one stage after the other',
  },
  { name: 'wer', file: 'scripts/bench/wer.ts', about: 'word errors of the rehearsal recogniser over four voices' },
]

/** `./kit bench`: lists what can be measured, or measures it with the arguments that follow. */
export async function bench([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') {
    const rows = BENCHES.map((one) => [`  ${strong(one.name)}`, one.about])
    process.stdout.write(`Usage: ./kit bench NAME [arguments of that bench]\n\n${table(rows)}\n`)
    return
  }
  const chosen = BENCHES.find((candidate) => candidate.name === name)
  if (!chosen)
    throw new KitError(EXIT.usage, `There is no bench '${name}'. There are: ${BENCHES.map((b) => b.name).join(', ')}.`)
  const { code } = await runNode('node_modules/tsx/dist/cli.mjs', [chosen.file, ...args], { show: true })
  process.exitCode = code
}
