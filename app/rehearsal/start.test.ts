// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { startRehearsal } from './start.ts'

it('lists its models and voices as soon as it listens; what else it is asked waits for the engines', async () => {
  let isReady = false
  const early: Promise<void>[] = []
  const rehearsal = await startRehearsal({
    speechThreads: 1,
    listeningThreads: 1,
    onListening: ({ url, models }) => {
      const ask = async () => {
        const list: unknown = await (await fetch(`${url}/v1/models`)).json()
        const voices: unknown = await (await fetch(`${url}/v1/audio/voices`)).json()
        expect(isReady).toBe(false)
        expect(list).toMatchObject({ data: models.map(({ id }) => ({ id })) })
        expect(voices).toMatchObject({ voices: expect.arrayContaining(['slt']) })
      }
      const speak = async () => {
        const [, , speech] = models
        const body = JSON.stringify({ model: speech?.id, input: 'Hello.', voice: 'slt', response_format: 'pcm' })
        const headers = { 'content-type': 'application/json' }
        const response = await fetch(`${url}/v1/audio/speech`, { method: 'POST', headers, body })
        expect(response.status).toBe(200)
        expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
      }
      early.push(ask(), speak())
    },
  })
  isReady = true
  try {
    expect(early).toHaveLength(2)
    await Promise.all(early)
  } finally {
    await rehearsal.close()
  }
})
