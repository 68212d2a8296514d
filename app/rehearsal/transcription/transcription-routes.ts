// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { decodeS16le } from '#core/pcm'
import { parseWav, type Wav, WavError } from '#core/wav'
import { ApiError } from '../api-error.ts'
import type { Recognition, ShopRecogniser } from './recogniser.ts'
import {
  fileTooLarge,
  MAX_FILE_BYTES,
  parseTranscriptionRequest,
  TRANSCRIPTION_MODEL,
} from './transcription-request.ts'

/** Multipart headings and the other fields. */
const FORM_OVERHEAD_BYTES = 64 * 1024

/** `POST /audio/transcriptions`, answering as vLLM does. */
export function transcriptionRoutes(recogniser: ShopRecogniser): Hono {
  const routes = new Hono()
  const onError = () => {
    throw fileTooLarge()
  }
  const limit = bodyLimit({ maxSize: MAX_FILE_BYTES + FORM_OVERHEAD_BYTES, onError })
  routes.post('/audio/transcriptions', limit, async (c) => {
    const form = await c.req.formData().catch(() => {
      throw new ApiError(400, 'not_multipart', 'The body is not multipart/form-data with a `file`.')
    })
    const { file, format, stream } = parseTranscriptionRequest(form)
    const wav = readWav(new Uint8Array(await file.arrayBuffer()))
    const job = { recorded: decodeS16le(wav.pcm), sampleRate: wav.sampleRate }
    const recognition = await recogniser.hear(job, c.req.raw.signal)
    const usage = { type: 'duration' as const, seconds: Math.ceil(wav.durationMs / 1000) }
    if (stream) return eventStream(recognition.text, usage)
    if (format === 'text') return c.text(recognition.text)
    if (format === 'json') return c.json({ ...readings(recognition), usage })
    return c.json(verbose(recognition, wav, usage))
  })
  return routes
}

function readWav(file: Uint8Array): Wav {
  try {
    return parseWav(file)
  } catch (error) {
    if (error instanceof WavError) throw new ApiError(400, error.code, error.message, 'file')
    throw error
  }
}

interface DurationUsage {
  readonly type: 'duration'
  readonly seconds: number
}

/** `alternatives` is no part of the standard, and only there when there are any: other texts that may have been said. */
function readings({ text, alternatives }: Recognition) {
  return alternatives.length === 0 ? { text } : { text, alternatives }
}

/** As whisper has it: one segment, and the time of every word. */
function verbose(recognition: Recognition, wav: Wav, usage: DurationUsage) {
  const { text, words } = recognition
  const start = words[0]?.start ?? 0
  const end = words.at(-1)?.end ?? 0
  return {
    task: 'transcribe',
    language: 'english',
    duration: wav.durationMs / 1000,
    ...readings(recognition),
    segments: text === '' ? [] : [{ id: 0, start, end, text }],
    words,
    usage,
  }
}

/** vLLM's server-sent events: the text, why it ends, what it took. The whole of it comes at once: nothing is sure before. */
function eventStream(text: string, usage: DurationUsage): Response {
  const id = `trsc-${randomUUID()}`
  const chunk = (choices: readonly object[], more: object = {}) => ({
    id,
    object: 'transcription.chunk',
    created: Math.floor(Date.now() / 1000),
    model: TRANSCRIPTION_MODEL,
    choices,
    ...more,
  })
  const events = [
    chunk([{ index: 0, delta: { content: text }, finish_reason: null }]),
    chunk([{ index: 0, delta: { content: '' }, finish_reason: 'stop' }]),
    chunk([], { usage }),
  ].map((event) => JSON.stringify(event))
  const body = [...events, '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } })
}
