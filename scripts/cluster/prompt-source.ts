// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { SecretSource } from '../../infra/cluster/secrets/index.ts'

/** Asks at the terminal, and shows nothing of what is typed. Where there is no terminal, nobody is asked. */
export function promptSource(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stdout,
): SecretSource {
  const terminal = input.isTTY === true && output.isTTY === true
  return {
    hint: () => 'run this in a terminal to be asked',
    value: async ({ key, what, optional }) => {
      if (!terminal) return null
      output.write(`${key} (${what})${optional ? ', empty for none' : ''}: `)
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
      const asking = createInterface({ input, output: nowhere, terminal: true })
      try {
        return (await asking.question('')).trim() || null
      } finally {
        asking.close()
        output.write('\n')
      }
    },
  }
}
