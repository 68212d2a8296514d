// SPDX-License-Identifier: Apache-2.0

/** One recognised utterance. */
export interface Transcript {
  readonly text: string
  /** Other readings, best first, when the recogniser offers them. */
  readonly alternatives: readonly string[]
}

export interface RecognitionOptions {
  /** Further fields of the request's form: the options the model lists under `/v1/models`. */
  readonly extraFields?: Readonly<Record<string, unknown>>
}

/** Turns one utterance into text. */
export interface Transcriber {
  /** @param wav a whole RIFF/WAVE file, mono s16le. Throws `SpeechError`. */
  transcribe(wav: Uint8Array, signal: AbortSignal, options?: RecognitionOptions): Promise<Transcript>
}

/**
 * Speech as it arrives: mono s16le. A chunk is never empty and never splits a sample. Iterate it once, or abort the
 * request; leaving the iteration early cancels it. Iterating throws `SpeechError`.
 */
export interface SpeechStream extends AsyncIterable<Uint8Array> {
  readonly sampleRate: number
}

export interface SynthesisOptions {
  readonly voice?: string
  /** Merged into the request body: the options the model lists under `/v1/models`. */
  readonly extraBody?: Readonly<Record<string, unknown>>
}

/** Turns text into a stream of speech. */
export interface Synthesiser {
  /** Resolves at the response's headers, before the first sample. Throws `SpeechError`. */
  synthesise(text: string, options: SynthesisOptions, signal: AbortSignal): Promise<SpeechStream>
}
