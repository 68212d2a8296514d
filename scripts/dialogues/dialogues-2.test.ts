// SPDX-License-Identifier: Apache-2.0

/**
 * Seeded customers type whole dialogues into the real agent with the real rehearsal language model. The order that comes
 * of it is held against a reference that knows the menu and nothing of the shop's rules. The other half of the 500 is in
 * `dialogues.test.ts`.
 */

import { it } from 'vitest'
import { DIALOGUES_PER_HALF, expectDialoguesRight } from './seeded-dialogues.ts'

it(`at least 98 % of the second ${DIALOGUES_PER_HALF} dialogues end in the right order`, { timeout: 600_000 }, () =>
  expectDialoguesRight(1),
)
