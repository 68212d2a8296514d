// SPDX-License-Identifier: Apache-2.0
import type { Dialect } from './target.ts'

/** What is asked of a server. */
export interface Asked {
  readonly model: string
  readonly voice: string
  /** Goes into the request beside, or instead of, what is there anyway. */
  readonly body: Readonly<Record<string, unknown>>
}

/** The request body that asks for `text` to be spoken. */
export function requestBody(dialect: Dialect, { model, voice, body }: Asked, text: string): string {
  if (dialect === 'speech') return JSON.stringify({ model, voice, response_format: 'pcm', ...body, input: text })
  return JSON.stringify({
    model,
    stream: true,
    modalities: ['text', 'audio'],
    audio: { voice, format: 'pcm16' },
    stop: ['<|eot_id|>', '<|end_of_text|>', '<|audio_eos|>'],
    ...body,
    messages: [
      { role: 'system', content: 'Convert the following text from the user into speech.' },
      { role: 'user', content: text },
    ],
  })
}

/** Finds the sound in the body of an answer, piece by piece. */
export interface SoundReader {
  read(bytes: Uint8Array): readonly Uint8Array[]
}

/** A reader for one answer. */
export function soundReader(dialect: Dialect): SoundReader {
  return dialect === 'speech' ? { read: (bytes) => [bytes] } : new ChatSound()
}

/** Server-sent events of chat completions, each with a piece of sound as base64 in `choices[0].delta.audio.data`. */
class ChatSound implements SoundReader {
  readonly #decoder = new TextDecoder()
  #line = ''

  read(bytes: Uint8Array): readonly Uint8Array[] {
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split('\n')
    this.#line = lines.pop() ?? ''
    return lines.flatMap((line) => {
      const sound = line.startsWith('data:') ? soundOf(line.slice(5).trim()) : null
      return sound === null ? [] : [Buffer.from(sound, 'base64')]
    })
  }
}

interface ChatChunk {
  readonly choices?: readonly { readonly delta?: { readonly audio?: { readonly data?: unknown } | null } }[]
}

function soundOf(event: string): string | null {
  if (event === '' || event === '[DONE]') return null
  try {
    const chunk: ChatChunk | null = JSON.parse(event)
    const data = chunk?.choices?.[0]?.delta?.audio?.data
    return typeof data === 'string' ? data : null
  } catch {
    return null
  }
}
