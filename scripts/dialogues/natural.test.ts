// SPDX-License-Identifier: Apache-2.0

/** Conversations as people have them, typed into the real agent with the real rehearsal language model. */

import { afterAll, expect, it } from 'vitest'
import { NATURAL_SETS } from './natural-conversations.ts'
import { explainConversation, runConversation, wentWell } from './run-conversation.ts'
import { shopInProcess } from './shop-in-process.ts'

const agent = shopInProcess()

afterAll(() => agent.close())

it.each(NATURAL_SETS)(
  'natural conversations, $name: all end in the right order, and nobody is told he was not understood',
  {
    timeout: 300_000,
  },
  async ({ name, conversations, wentWellAtFirst }) => {
    const outcomes = []
    for (const conversation of conversations) outcomes.push(await runConversation(agent, conversation))
    const wrong = outcomes.filter((outcome) => !wentWell(outcome))
    const first =
      wentWellAtFirst === null ? '' : ` (${wentWellAtFirst} when first run, before the rules were mended for them)`
    console.log(
      `natural conversations, ${name}: ${outcomes.length - wrong.length} of ${outcomes.length} went well${first}`,
    )
    for (const outcome of wrong) console.log(explainConversation(outcome))
    expect(outcomes.length).toBeGreaterThanOrEqual(15)
    expect(wrong.map(({ conversation }) => conversation.name)).toEqual([])
  },
)
