// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { EXIT, KitError } from './exit.ts'

/** Is there somebody to ask? */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true

/**
 * Asks whoever sits at the terminal. Throws {@link KitError} on Ctrl-C and Ctrl-D.
 * @param hidden nothing of the answer is shown
 */
export async function ask(question: string, { hidden = false } = {}): Promise<string> {
  if (hidden) process.stdout.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const asking = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stdout, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      asking.once('SIGINT', () => reject(new KitError(EXIT.outside, 'Stopped, without an answer. Nothing was done.')))
      asking.once('close', () => reject(new KitError(EXIT.usage, 'There was no answer. Nothing was done.')))
      asking.question(hidden ? '' : question).then((answer) => resolve(answer.trim()), reject)
    })
  } finally {
    asking.close()
    if (hidden) process.stdout.write('\n')
  }
}
