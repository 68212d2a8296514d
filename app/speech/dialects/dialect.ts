// SPDX-License-Identifier: Apache-2.0

/** A recording of the voice to speak with, and what is said in it. */
export interface ReferenceRecording {
  /** The file as it is. */
  readonly audio: Uint8Array
  readonly format: 'wav' | 'mp3'
  readonly transcript: string
}

/** One sentence to be spoken. */
export interface SpeechRequest {
  readonly model: string
  readonly voice: string
  readonly text: string
  /** Options the model lists, in its own names. What the dialect itself needs goes on top of them. */
  readonly extraBody: Readonly<Record<string, unknown>>
}

/**
 * How a text-to-speech server wants to be asked. How it answers needs no choice: raw PCM and server-sent events tell
 * themselves apart.
 */
export interface SpeechDialect {
  /** Below the base URL. */
  readonly path: string
  /** The JSON to post. */
  body(request: SpeechRequest): Readonly<Record<string, unknown>>
}
