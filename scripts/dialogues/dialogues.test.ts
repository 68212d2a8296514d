// SPDX-License-Identifier: Apache-2.0

/**
 * Seeded customers type whole dialogues into the real agent, which asks the rehearsal language model over HTTP. The order
 * that comes of it is held against a reference that knows the menu and nothing of the shop's rules.
 */

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Agent, startAgent } from '../../app/agent/index.ts'
import { LANGUAGE_MODEL, languageRoutes } from '../../app/rehearsal/language/index.ts'
import { makeDialogue } from './dialogue.ts'
import { explain, type Outcome, runDialogue } from './run-dialogue.ts'

const DIALOGUES = 500
/** Not the seeds the rules were looked at with. */
const FIRST_SEED = 10_000
const AT_ONCE = 4

let agent: Agent
let closeModel: () => void

beforeAll(async () => {
  const app = new Hono().route('/v1', languageRoutes())
  const baseUrl = await new Promise<string>((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/v1`),
    )
    closeModel = () => server.close()
  })
  const model = { baseUrl, apiKey: '', model: LANGUAGE_MODEL.id, timeoutMs: 30_000 }
  agent = await startAgent({ model, store: 'memory', workers: 2 })
}, 120_000)

afterAll(async () => {
  await agent?.close()
  closeModel?.()
})

it(`at least 98 % of ${DIALOGUES} dialogues end in the right order`, { timeout: 900_000 }, async () => {
  const outcomes: Outcome[] = []
  let next = FIRST_SEED
  const worker = async () => {
    while (next < FIRST_SEED + DIALOGUES) outcomes.push(await runDialogue(agent, makeDialogue(next++)))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const wrong = outcomes.filter(({ right }) => !right)
  const turns = outcomes.reduce((sum, { dialogue }) => sum + dialogue.utterances.length, 0)
  const share = ((outcomes.length - wrong.length) / outcomes.length) * 100
  console.log(
    `dialogues: ${outcomes.length - wrong.length} of ${outcomes.length} right (${share.toFixed(1)} %), ${turns} turns`,
  )
  for (const outcome of wrong.slice(0, 5)) console.log(explain(outcome))
  expect(outcomes).toHaveLength(DIALOGUES)
  expect(share).toBeGreaterThanOrEqual(98)
})
