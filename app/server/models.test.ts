// SPDX-License-Identifier: Apache-2.0

import { createServer } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { ModelDirectory } from './models.ts'

afterEach(() => vi.restoreAllMocks())

it('a speech model that was down at the start is asked for its voice once it is up', async () => {
  let isUp = false
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    if (!isUp) return void response.writeHead(503).end()
    const list = request.url === '/v1/audio/voices' ? { voices: ['ada', 'bob'] } : { data: [{ id: 'double' }] }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(list))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`
  const names = { STT_MODEL: 'double', LLM_MODEL: 'double', TTS_MODEL: 'double' }
  const config = readConfig({ STT_BASE_URL: baseUrl, LLM_BASE_URL: baseUrl, TTS_BASE_URL: baseUrl, ...names })
  const models = new ModelDirectory(config, createLog('silent'))

  let nowMs = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  try {
    expect(await models.ownVoice()).toBeUndefined()
    isUp = true
    nowMs += 10_000
    expect(await models.ownVoice()).toBe('ada')
    const askedSoFar = asked
    nowMs += 10_000
    expect(await models.ownVoice()).toBe('ada')
    expect(asked).toBe(askedSoFar)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
