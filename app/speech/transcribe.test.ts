// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { writeWav } from '#core/wav'
import { bodyOf, nobody, serve } from './test-server.ts'
import { createTranscriber } from './transcribe.ts'

const WAV = writeWav(new Uint8Array(3_200), 16_000)
const KEY = 'sk-a-secret-key'
const never = new AbortController().signal

function transcriberAt(baseUrl: string, timeoutMs = 2_000) {
  return createTranscriber({ baseUrl, apiKey: KEY, model: 'whisper-test', timeoutMs })
}

async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string; retryable?: boolean }> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (e: unknown) => e,
  )
  if (!(error instanceof Error)) throw error
  return error
}

it('sends the WAV as OpenAI clients do and gives back the text', async () => {
  let seen = ''
  const baseUrl = await serve(async (request, response) => {
    const body = await bodyOf(request)
    seen = `${request.method} ${request.url} ${request.headers.authorization}\n${body.toString('latin1')}`
    expect(body.includes(Buffer.from(WAV))).toBe(true)
    response.end(JSON.stringify({ text: ' two large pepperoni pizzas ', usage: { type: 'duration', seconds: 1 } }))
  })
  const transcript = await transcriberAt(baseUrl).transcribe(WAV, never)
  expect(transcript).toEqual({ text: 'two large pepperoni pizzas', alternatives: [] })
  expect(seen).toContain(`POST /v1/audio/transcriptions Bearer ${KEY}`)
  expect(seen).toMatch(/name="model"\r\n\r\nwhisper-test/)
  expect(seen).toMatch(/filename="utterance.wav"\r\nContent-Type: audio\/wav/i)
})

it('passes other readings on when the recogniser offers them', async () => {
  const baseUrl = await serve((_, response) => {
    response.end(JSON.stringify({ text: 'two', alternatives: ['ten', 'too'] }))
  })
  expect((await transcriberAt(baseUrl).transcribe(WAV, never)).alternatives).toEqual(['ten', 'too'])
})

it('sends options along as fields of the form, which cannot replace its own', async () => {
  let seen = ''
  const baseUrl = await serve(async (request, response) => {
    seen = (await bodyOf(request)).toString('latin1')
    response.end(JSON.stringify({ text: 'two' }))
  })
  await transcriberAt(baseUrl).transcribe(WAV, never, { extraFields: { temperature: 0.2, language: 'en', model: 'x' } })
  expect(seen).toMatch(/name="temperature"\r\n\r\n0.2/)
  expect(seen).toMatch(/name="language"\r\n\r\nen/)
  expect(seen.match(/name="model"/g)).toHaveLength(1)
  expect(seen).toMatch(/name="model"\r\n\r\nwhisper-test/)
})

describe('a model that fails says so in words', () => {
  it.each([
    [401, '{"error":{"message":"Incorrect API key provided: sk-a-secret-key"}}', 'refused', false, 'Check STT_API_KEY'],
    [404, '{"detail":"Not Found"}', 'refused', false, 'answered 404: Not Found. Check STT_BASE_URL'],
    [400, '{"error":"bad file"}', 'refused', false, 'bad file'],
    [500, '<html>oops</html>', 'refused', true, 'answered 500: a web page. Try again'],
    [503, '', 'refused', true, 'answered 503. Try again'],
    [200, '<html>welcome</html>', 'bad_answer', false, 'did not answer in JSON'],
    [200, '{"transcript":"hi"}', 'bad_answer', false, 'without a "text"'],
    [200, '[]', 'bad_answer', false, 'without a "text"'],
    [200, '', 'bad_answer', false, 'did not answer in JSON'],
  ])('%i %s', async (status, body, code, retryable, words) => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    const error = await errorOf(transcriberAt(baseUrl).transcribe(WAV, never))
    expect(error).toMatchObject({ name: 'SpeechError', code, retryable })
    expect(error.message).toContain(words)
    expect(error.message).toContain('whisper-test')
    expect(error.message).not.toContain(KEY)
  })

  it('nothing listens', async () => {
    const error = await errorOf(transcriberAt(await nobody()).transcribe(WAV, never))
    expect(error).toMatchObject({ code: 'unreachable', retryable: true })
    expect(error.message).toMatch(/cannot be reached \(ECONNREFUSED\).*STT_BASE_URL/)
  })

  it('it never answers', async () => {
    const baseUrl = await serve(() => {})
    const error = await errorOf(transcriberAt(baseUrl, 50).transcribe(WAV, never))
    expect(error).toMatchObject({ code: 'timeout', retryable: true })
    expect(error.message).toContain('50 ms')
  })

  it('it stops in the middle of its answer', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200).write('{"te')
    })
    expect(await errorOf(transcriberAt(baseUrl, 50).transcribe(WAV, never))).toMatchObject({ code: 'timeout' })
  })

  it('it hangs up in the middle of its answer', async () => {
    const baseUrl = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"te')
      setTimeout(() => response.destroy(), 10)
    })
    expect(await errorOf(transcriberAt(baseUrl).transcribe(WAV, never))).toMatchObject({ code: 'broken_off' })
  })

  it('it sends text without end', async () => {
    const baseUrl = await serve((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    })
    const error = await errorOf(transcriberAt(baseUrl).transcribe(WAV, never))
    expect(error.message).toContain('more than 1000000 bytes')
  })
})

it('tries once more when the kept-alive connection was already closed', async () => {
  let calls = 0
  const baseUrl = await serve((request, response) => {
    calls++
    if (calls === 2) request.socket.destroy()
    else response.end('{"text":"heard"}')
  })
  const transcriber = transcriberAt(baseUrl)
  await transcriber.transcribe(WAV, never)
  expect((await transcriber.transcribe(WAV, never)).text).toBe('heard')
  expect(calls).toBe(3)
})

it('uses its connections again', async () => {
  const sockets = new Set<unknown>()
  const baseUrl = await serve((request, response) => {
    sockets.add(request.socket)
    request.resume().on('end', () => response.end('{"text":"heard"}'))
  })
  const transcriber = transcriberAt(baseUrl)
  for (let i = 0; i < 10; i++) await transcriber.transcribe(WAV, never)
  expect(sockets.size).toBeLessThanOrEqual(2)
})

describe('abort', () => {
  it('rejects with its reason at once and hangs up on the model', async () => {
    let hungUp: (() => void) | null = null
    const closed = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const caller = new AbortController()
    const reason = new Error('the customer spoke again')
    const baseUrl = await serve((_, response) => {
      response.on('close', () => hungUp?.())
      caller.abort(reason)
    })
    await expect(transcriberAt(baseUrl).transcribe(WAV, caller.signal)).rejects.toBe(reason)
    await closed
  })

  it('rejects when it had happened before', async () => {
    const reason = new Error('too late')
    await expect(transcriberAt(await nobody()).transcribe(WAV, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
