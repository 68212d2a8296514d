// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import { ask, badAnswer, type Question, readText } from './ask.ts'
import { type ModelEndpoint, urlOf } from './model-endpoint.ts'
import type { RecognitionOptions, Transcriber, Transcript } from './speech.ts'
import { Watchdog } from './watchdog.ts'

/** What `POST /v1/audio/transcriptions` answers. `alternatives` is an extension some recognisers offer. */
const transcription = z.object({
  text: z.string(),
  alternatives: z.array(z.string()).optional().catch(undefined),
})

/** A client of any server that answers `POST /v1/audio/transcriptions` as OpenAI, vLLM or Speaches do. */
export function createTranscriber(endpoint: ModelEndpoint): Transcriber {
  const url = urlOf(endpoint, 'audio/transcriptions')

  // #region transcribe
  async function transcribe(
    wav: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
    { extraFields = {} }: RecognitionOptions = {},
  ): Promise<Transcript> {
    const body = new FormData()
    for (const [name, value] of Object.entries(extraFields)) body.set(name, String(value))
    body.set('model', endpoint.model)
    body.set('response_format', 'json')
    body.set('file', new Blob([wav], { type: 'audio/wav' }), 'utterance.wav')

    const watchdog = new Watchdog(signal, endpoint.timeoutMs)
    try {
      const question = questionOf(endpoint, url, { method: 'POST', body }, watchdog)
      const response = await ask(question)
      return transcriptIn(question, await readText(question, response))
    } finally {
      watchdog.end()
    }
  }
  // #endregion transcribe

  return { transcribe }
}

function questionOf(endpoint: ModelEndpoint, url: URL, init: RequestInit, watchdog: Watchdog): Question {
  const who = `The speech-to-text model "${endpoint.model}"`
  return { who, keys: 'STT', url, apiKey: endpoint.apiKey, init, secrets: [], watchdog }
}

function transcriptIn(question: Question, answer: string): Transcript {
  let json: unknown
  try {
    json = JSON.parse(answer)
  } catch {
    throw badAnswer(question, 'did not answer in JSON')
  }
  const parsed = transcription.safeParse(json)
  if (!parsed.success) throw badAnswer(question, 'answered without a "text"')
  return { text: parsed.data.text.trim(), alternatives: parsed.data.alternatives ?? [] }
}
