// SPDX-License-Identifier: Apache-2.0

/**
 * What the programmed models take for a turn, in milliseconds. A workshop day's hardware: a small Whisper, Llama on
 * one GPU at 40 tokens a second, and a synthesiser that streams at gen-x 2.0.
 */
export const TIMING = {
  /** From the last byte of the request to the transcript. */
  transcribeMs: 150,
  /** From the request to the first token, of every call of the language model. */
  firstTokenMs: 200,
  /** Between two tokens: 40 a second. */
  perTokenMs: 25,
  /** Tokens of the supervisor's call. Its tool call is complete, and sent, with the last one, as vLLM's parsers do. */
  routingTokens: 10,
  /** Tokens of each sentence of the reply. */
  sentenceTokens: [8, 25, 27],
  /** From the request to the first speech. */
  firstAudioMs: 150,
  genX: 2,
  /** Speech per chunk that the synthesiser sends. */
  chunkMs: 40,
  sampleRate: 24_000,
} as const

/** When the n-th token (from 1) of a call leaves the model. */
export function tokenMs(n: number): number {
  return TIMING.firstTokenMs + (n - 1) * TIMING.perTokenMs
}

/** All tokens of the reply, each with the space before its word. */
export function replyTokens(): string[] {
  return TIMING.sentenceTokens.flatMap((count, sentence) =>
    Array.from({ length: count }, (_, i) => {
      const word = i === 0 ? ['Sure', 'Your', 'Would'][sentence % 3] : ['tasty', 'pizza', 'dough'][i % 3]
      return `${sentence + i === 0 ? '' : ' '}${word}${i < count - 1 ? '' : sentence < 2 ? '.' : '?'}`
    }),
  )
}

/** The least that these calls need before the first sentence sounds, whoever makes them. */
export interface Floor {
  /** Routing, then the reply. */
  readonly afterRoutingMs: number
  /** The reply asked for while the supervisor still decides. Nothing may be spoken before it has decided. */
  readonly besideRoutingMs: number
  /** Each model's whole answer before the next one is asked; its speech streamed too. */
  readonly sequentialMs: number
}

export function floor(): Floor {
  const { transcribeMs, routingTokens, sentenceTokens, firstAudioMs } = TIMING
  const routingMs = tokenMs(routingTokens)
  // One token of look-ahead: a full stop is only a sentence's end when it is known what follows.
  const firstSentenceMs = tokenMs(sentenceTokens[0] + 1)
  const replyMs = tokenMs(sentenceTokens.reduce((sum, count) => sum + count, 0))
  return {
    afterRoutingMs: transcribeMs + routingMs + firstSentenceMs + firstAudioMs,
    besideRoutingMs: transcribeMs + Math.max(routingMs, firstSentenceMs) + firstAudioMs,
    sequentialMs: transcribeMs + routingMs + replyMs + firstAudioMs,
  }
}
