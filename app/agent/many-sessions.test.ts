// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { memoryStore } from '#store'
import { LocalAgent } from './local-agent.ts'
import { play } from './test/collect.ts'
import { scriptedModel } from './test/scripted-model.ts'

it('a session that fell out of memory is read from the store again', async () => {
  const model = await scriptedModel(() => [{ text: 'Hello.' }])
  const options = { baseUrl: model.baseUrl, apiKey: '', model: 'scripted', timeoutMs: 5_000 }
  const agent = new LocalAgent({ model: options, store: memoryStore() })
  try {
    await play(agent, 'first', { sessionId: 'early' })
    for (let other = 0; other < 600; other++) await agent.open(`other-${other}`)
    const turn = await play(agent, 'second', { sessionId: 'early' })
    expect(turn.result?.messages.map(({ content }) => content)).toEqual(['first', 'Hello.', 'second', 'Hello.'])
  } finally {
    await agent.close()
    await model.close()
  }
})
