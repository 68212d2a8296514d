// SPDX-License-Identifier: Apache-2.0

import type { SpeechDialect } from './dialect.ts'

/** How the sound is to be carried; null leaves the fields out, for servers that stream anyway and know them not. */
export type StreamFormat = 'audio' | 'sse' | null

/**
 * `POST /v1/audio/speech` with `response_format: "pcm"`: OpenAI, the Higgs v2 server, Kokoro, Speaches, the rehearsal voice.
 * vLLM-Omni and SGLang-Omni stream only when asked to: `stream_format` `audio` is raw PCM, `sse` is base64 in events.
 */
export function openAiSpeech(streamFormat: StreamFormat = null): SpeechDialect {
  const streaming = streamFormat === null ? {} : { stream: true, stream_format: streamFormat }
  return {
    path: 'audio/speech',
    body: ({ model, voice, text, extraBody }) => ({
      ...extraBody,
      model,
      voice,
      input: text,
      response_format: 'pcm',
      ...streaming,
    }),
  }
}
