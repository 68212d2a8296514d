// SPDX-License-Identifier: Apache-2.0
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { BYTES_PER_SAMPLE } from '#core/pcm'
import { wavHeader } from '#core/wav'
import { ApiError, unknownModel } from '../api-error.ts'
import { type Pace, paced } from './pace.ts'
import { SAMPLE_RATE } from './phrase-job.ts'
import { type Clock, Slice, WALL_CLOCK } from './slice.ts'
import { parseSpeechRequest, SPEECH_MODEL, type SpeechRequest } from './speech-request.ts'
import type { FliteSynthesiser } from './synthesiser.ts'
import { VOICES } from './voices.ts'

const BYTES_PER_MS = (SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000
const MAX_BODY_BYTES = 64 * 1024
/** What a WAV header says while its length is not known: to the end of the stream. */
const UNKNOWN_WAV_BYTES = 0xffff_ffff - 36

/** `GET /audio/voices`. */
export function voiceRoutes(): Hono {
  const routes = new Hono()
  routes.get('/audio/voices', (c) =>
    c.json({
      voices: VOICES.map(({ id }) => id),
      data: VOICES.map(({ id, description }) => ({ id, name: id, description })),
    }),
  )
  return routes
}

/** `POST /audio/speech`. The body streams while it is made. */
export function speechRoutes(synthesiser: FliteSynthesiser, clock: Clock = WALL_CLOCK): Hono {
  const slices = new Map<string, Slice>()
  const sliceNamed = (name: string) => {
    for (const [other, slice] of slices) if (slice.isIdle && other !== name) slices.delete(other)
    const slice = slices.get(name) ?? new Slice()
    slices.set(name, slice)
    return slice
  }

  const routes = new Hono()
  const tooLarge = () => {
    throw new ApiError(413, 'body_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`)
  }
  routes.post('/audio/speech', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (c) => {
    const requestedAtMs = clock.nowMs()
    const request = parseSpeechRequest(await c.req.json().catch(() => undefined))
    if (request.model !== SPEECH_MODEL) throw unknownModel(request.model, SPEECH_MODEL)
    const left = new AbortController()
    const signal = AbortSignal.any([c.req.raw.signal, left.signal])
    const { input: text, voice, speed } = request
    const speech = synthesiser.speak({ text, voice, speed }, signal)
    const first = await speech.next()
    if (first.done) throw new ApiError(400, 'nothing_to_say', '`input` has nothing in it that can be said.', 'input')
    const slice = sliceNamed(request.slice ?? 'default')
    const pace = paceOf(request)
    const chunks = paced(resumed(first.value, speech), pace, {
      slice,
      clock,
      bytesPerMs: BYTES_PER_MS,
      requestedAtMs,
      signal,
    })
    const stop = async () => {
      left.abort()
      await chunks.return(undefined)
      // The pacing may not have begun, and would then not pass it on.
      await speech.return(undefined)
    }
    const isWav = request.response_format === 'wav'
    const head = isWav ? wavHeader(UNKNOWN_WAV_BYTES, SAMPLE_RATE) : undefined
    return new Response(streamOf(chunks, head, stop), {
      headers: { 'content-type': isWav ? 'audio/wav' : 'audio/pcm', 'x-sample-rate': String(SAMPLE_RATE) },
    })
  })
  return routes
}

function paceOf({ gen_x, jitter_ms, chunk_ms, seed }: SpeechRequest): Pace {
  return { genX: gen_x || null, jitterMs: jitter_ms ?? 0, chunkMs: chunk_ms ?? null, seed: seed ?? 1 }
}

/** The same speech, its first piece known: an engine that fails does so before the status is sent. */
async function* resumed(first: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

/** A body that is made as it is read, and not at all once its reader has gone. */
function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  head: Uint8Array | undefined,
  cancel: () => Promise<void>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (head) controller.enqueue(head)
      },
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel,
    },
    { highWaterMark: 2 },
  )
}
