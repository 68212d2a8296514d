// SPDX-License-Identifier: Apache-2.0

import { ask, badAnswer, messageIn, type Question, quote, readText } from './ask.ts'
import { type SpeechDialect, speechDialect } from './dialects/index.ts'
import { eventAudio } from './event-audio.ts'
import { type ModelEndpoint, urlOf } from './model-endpoint.ts'
import { pcmStream } from './pcm-stream.ts'
import type { SpeechStream, Synthesiser, SynthesisOptions } from './speech.ts'
import { Watchdog } from './watchdog.ts'

/**
 * A text-to-speech model, the voice it speaks with, and the rate of its raw PCM in hertz (OpenAI's `pcm`: 24000) unless its
 * answer states another.
 */
export interface SynthesiserEndpoint extends ModelEndpoint {
  readonly voice: string
  readonly sampleRate: number
  /** How it wants to be asked. @default openai-speech */
  readonly dialect?: SpeechDialect
}

/** A client of any server that answers with raw PCM, or with PCM as base64 in server-sent events. */
export function createSynthesiser(endpoint: SynthesiserEndpoint): Synthesiser {
  const dialect = endpoint.dialect ?? speechDialect('openai-speech')
  const url = urlOf(endpoint, dialect.path)

  // #region synthesise
  async function synthesise(text: string, options: SynthesisOptions, signal: AbortSignal): Promise<SpeechStream> {
    const voice = options.voice ?? endpoint.voice
    const body = JSON.stringify(
      dialect.body({ model: endpoint.model, voice, text, extraBody: options.extraBody ?? {} }),
    )
    const headers = {
      'content-type': 'application/json',
      accept: 'audio/pcm, application/octet-stream, text/event-stream',
    }

    const watchdog = new Watchdog(signal, endpoint.timeoutMs)
    const question = questionOf(endpoint, url, { method: 'POST', headers, body }, text, watchdog)
    try {
      const response = await ask(question)
      const sound = await soundIn(question, response)
      const sampleRate = rateOf(response) ?? endpoint.sampleRate
      watchdog.rest()
      return speechStream(sampleRate, pcmStream(question, sound, sampleRate))
    } catch (error) {
      watchdog.end()
      throw error
    }
  }
  // #endregion synthesise

  return { synthesise }
}

function questionOf(endpoint: ModelEndpoint, url: URL, init: RequestInit, text: string, watchdog: Watchdog): Question {
  const who = `The text-to-speech model "${endpoint.model}"`
  return { who, keys: 'TTS', url, apiKey: endpoint.apiKey, init, secrets: [text], watchdog }
}

function speechStream(sampleRate: number, chunks: AsyncGenerator<Uint8Array, void, undefined>): SpeechStream {
  return { sampleRate, [Symbol.asyncIterator]: () => chunks }
}

/** The body, once the headers do not say that it is something else than sound. */
async function soundIn(question: Question, response: Response): Promise<AsyncIterable<Uint8Array>> {
  const type = response.headers.get('content-type') ?? ''
  if (/^text\/event-stream/i.test(type) && response.body !== null) return eventAudio(question, response.body)
  if (/json|text\//i.test(type)) {
    const said = quote(question, messageIn(await readText(question, response)))
    throw badAnswer(question, `answered ${type.split(';')[0]} instead of sound${said}`)
  }
  if (response.body === null) throw badAnswer(question, 'answered without any sound')
  return response.body
}

/** The sample rate a server states (`audio/pcm;rate=24000`, `x-sample-rate: 24000`), null when it states none. */
function rateOf(response: Response): number | null {
  const inType = /\brate=(\d+)/i.exec(response.headers.get('content-type') ?? '')?.[1]
  const stated = Number(inType ?? response.headers.get('x-sample-rate') ?? Number.NaN)
  return stated >= 8_000 && stated <= 96_000 ? stated : null
}
