// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { badAnswer, messageIn, type Question, quote } from './ask.ts'

/** Longest event, in characters: two minutes of speech in one, as base64. */
const MAX_EVENT_LENGTH = 10_000_000

const data = z.object({ data: z.string() })

/** Where servers put sound in an event: OpenAI and vLLM `audio`, others `audio.data`, chat completions in the delta. */
const audioEvent = z.union([
  z.object({ audio: z.string() }).transform(({ audio }) => audio),
  z.object({ audio: data }).transform(({ audio }) => audio.data),
  z
    .object({ choices: z.array(z.object({ delta: z.object({ audio: data }) })).min(1) })
    .transform(({ choices }) => choices.map(({ delta }) => delta.audio.data).join('')),
])

const failedEvent = z.union([z.object({ error: z.unknown() }), z.object({ type: z.literal('error') })])

/** The sound in a stream of server-sent events, base64 in JSON. Events without sound (text, usage, `[DONE]`) are passed over. */
export async function* eventAudio(
  question: Question,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true })
    if (pending.length > MAX_EVENT_LENGTH) {
      throw badAnswer(question, `sent an event of more than ${MAX_EVENT_LENGTH} characters`)
    }
    const lines = pending.split(/\r\n|\n|\r(?!$)/)
    pending = lines.pop() ?? ''
    for (const line of lines) {
      const sound = soundIn(question, line)
      if (sound !== null) yield sound
    }
  }
  const sound = soundIn(question, pending + decoder.decode())
  if (sound !== null) yield sound
}

/** The sound of one line of the stream, null when there is none in it. Throws `SpeechError` for an event that tells of a failure. */
function soundIn(question: Question, line: string): Uint8Array | null {
  const payload = /^data:\s*(.*)$/s.exec(line)?.[1] ?? ''
  if (payload === '' || payload === '[DONE]') return null
  const event = parsed(question, payload)
  if (failedEvent.safeParse(event).success) {
    throw badAnswer(question, `failed while it spoke${quote(question, messageIn(payload))}`)
  }
  const audio = audioEvent.safeParse(event)
  if (!audio.success || audio.data === '') return null
  const sound = Buffer.from(audio.data, 'base64')
  if (sound.byteLength === 0) throw badAnswer(question, 'sent an event whose sound is not base64')
  return sound
}

function parsed(question: Question, payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    throw badAnswer(question, 'sent an event that is not JSON')
  }
}
