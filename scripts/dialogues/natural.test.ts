// SPDX-License-Identifier: Apache-2.0

/** Conversations as people have them, typed into the real agent with the real rehearsal language model. */

import { afterAll, expect, it } from 'vitest'
import { NATURAL_CONVERSATIONS } from './natural-conversations.ts'
import { explainConversation, runConversation, wentWell } from './run-conversation.ts'
import { shopInProcess } from './shop-in-process.ts'

const agent = shopInProcess()

afterAll(() => agent.close())

it(`${NATURAL_CONVERSATIONS.length} natural conversations end in the right order, and nobody is told he was not understood`, {
  timeout: 300_000,
}, async () => {
  const outcomes = []
  for (const conversation of NATURAL_CONVERSATIONS) outcomes.push(await runConversation(agent, conversation))
  const wrong = outcomes.filter((outcome) => !wentWell(outcome))
  console.log(`natural conversations: ${outcomes.length - wrong.length} of ${outcomes.length} went well`)
  for (const outcome of wrong) console.log(explainConversation(outcome))
  expect(outcomes.length).toBeGreaterThanOrEqual(40)
  expect(wrong.map(({ conversation }) => conversation.name)).toEqual([])
})
