// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { describeModel, type ModelKind } from './describe.ts'
import { nobody, serve } from './test-server.ts'

function describeAt(baseUrl: string, kind: ModelKind, model = 'the-model') {
  return describeModel({ baseUrl, apiKey: 'sk-secret', model, kind, timeoutMs: 200 })
}

/** A server that answers each path below /v1 with this JSON, and 404 elsewhere. */
function serveJson(answers: Readonly<Record<string, unknown>>): Promise<string> {
  return serve((request, response) => {
    const answer = answers[(request.url ?? '').replace('/v1', '')]
    if (answer === undefined) response.writeHead(404).end('{"detail":"Not Found"}')
    else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
}

it('reads the options of the named model, and leaves out those it does not understand', async () => {
  const genX = { type: 'number', description: 'speed of the slice', default: null, min: 0.1, max: 8 }
  const baseUrl = await serveJson({
    '/models': {
      object: 'list',
      data: [{ id: 'other' }, { id: 'the-model', options: { gen_x: genX, odd: { type: 'matrix' }, none: null } }],
    },
    '/audio/voices': { voices: ['slt', 'rms'] },
  })
  expect(await describeAt(baseUrl, 'tts')).toEqual({
    name: 'the-model',
    options: { gen_x: genX },
    voices: ['slt', 'rms'],
  })
})

it.each([
  ['Speaches', { voices: [{ voice_id: 'af_heart', name: 'heart' }] }, ['af_heart']],
  ['a bare list', [{ id: 'a' }, { name: 'b' }], ['a', 'b']],
])('reads the voices of %s', async (_name, voices, expected) => {
  const baseUrl = await serveJson({ '/models': { data: [] }, '/audio/voices': voices })
  expect((await describeAt(baseUrl, 'tts')).voices).toEqual(expected)
})

it.each([
  ['lists nothing', {}],
  ['lists models as vLLM does', { '/models': { object: 'list', data: [{ id: 'the-model', max_model_len: 448 }] } }],
  ['lists another model', { '/models': { data: [{ id: 'alias' }] } }],
  ['answers a web page', { '/models': '<html></html>', '/audio/voices': '<html></html>' }],
  ['answers something else', { '/models': [1, 2], '/audio/voices': 7 }],
])('a server that %s is no error', async (_name, answers) => {
  expect(await describeAt(await serveJson(answers), 'tts')).toEqual({ name: 'the-model', options: {} })
})

it('asks for voices only where there are any', async () => {
  const asked: (string | undefined)[] = []
  const baseUrl = await serve((request, response) => {
    asked.push(request.url)
    response.end('{"data":[]}')
  })
  await describeAt(baseUrl, 'llm')
  expect(asked).toEqual(['/v1/models'])
})

it.each([
  ['the key is wrong', 401, 'LLM_API_KEY'],
  ['it is broken', 502, 'Try again'],
])('says so when %s', async (_name, status, words) => {
  const baseUrl = await serve((_, response) => response.writeHead(status).end('no'))
  await expect(describeAt(baseUrl, 'llm')).rejects.toThrow(words)
})

it('says so when nothing listens or nothing comes', async () => {
  await expect(describeAt(await nobody(), 'stt')).rejects.toMatchObject({ code: 'unreachable' })
  await expect(describeAt(await serve(() => {}), 'stt')).rejects.toMatchObject({ code: 'timeout' })
})
