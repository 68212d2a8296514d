// SPDX-License-Identifier: Apache-2.0
import type { SecretSource } from '../../infra/cluster/secrets/index.ts'
import { ask, canAsk } from '../ask.ts'

/** Asks at the terminal, and shows nothing of what is typed. Where there is no terminal, nobody is asked. */
export const promptSource: SecretSource = {
  hint: () => 'run this in a terminal to be asked',
  value: async ({ key, what, optional }) =>
    canAsk() ? (await ask(`${key} (${what})${optional ? ', empty for none' : ''}: `, { hidden: true })) || null : null,
}
