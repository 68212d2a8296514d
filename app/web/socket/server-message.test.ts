// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { readServerMessage } from './server-message.ts'

it('reads what the server says', () => {
  const message = { type: 'reply_delta', turn_id: 't1', text: 'Hi' }
  expect(readServerMessage(JSON.stringify(message))).toEqual(message)
})

it.each(['', 'nonsense', '[]', 'null', '7', '{"type":7}', '{"type":"from_the_future"}', '{"type":"toString"}'])(
  'passes over %j',
  (frame) => expect(readServerMessage(frame)).toBeNull(),
)
