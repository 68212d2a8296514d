// SPDX-License-Identifier: Apache-2.0

/**
 * What a client may say to the voice server: JSON text frames with a `type`, snake_case.
 * Audio travels as raw binary frames between `audio_begin` and `audio_end`.
 *
 * The set is a superset of the published pizza-shop demo's, so every field that demo does not send is optional.
 */

import { z } from 'zod'

/** Longest typed turn, in UTF-16 code units. A spoken minute is about 900; this leaves room for a pasted page. */
export const MAX_TEXT_LENGTH = 4_000

/** Largest utterance in bytes after base64 decoding: six minutes of 16 kHz s16le. */
export const MAX_UTTERANCE_BYTES = 12_000_000

const text = z.string().trim().min(1, 'is empty').max(MAX_TEXT_LENGTH, `is longer than ${MAX_TEXT_LENGTH} characters`)
const turnId = z.string().min(1).max(64)
const milliseconds = z.number().finite().nonnegative()

export const clientMessageSchema = z.discriminatedUnion('type', [
  /** A typed turn. */
  z.object({ type: z.literal('text'), text }),
  /** One utterance as a WAV file, base64. */
  z.object({ type: z.literal('audio_wav_b64'), audio_b64: z.string().min(1, 'is empty') }),
  /**
   * One utterance streamed as it is spoken; binary frames follow. It silences a reply, which goes on if no words come of
   * it; `played_ms` is how much of the reply `turn_id` had been heard (else the last `playhead` counts).
   */
  z.object({
    type: z.literal('audio_begin'),
    format: z.enum(['pcm_s16le', 'wav']),
    sample_rate: z.number().int().min(8_000).max(48_000),
    turn_id: turnId.optional(),
    played_ms: milliseconds.optional(),
  }),
  z.object({ type: z.literal('audio_end') }),
  z.object({ type: z.literal('audio_cancel') }),
  /** Speak this, no agent. */
  z.object({ type: z.literal('tts_text'), text }),
  /** Barge-in: the listener had heard this much of the reply. Without `turn_id`, the current turn. */
  z.object({ type: z.literal('interrupt'), turn_id: turnId.optional(), played_ms: milliseconds.optional() }),
  /** Credit, and what playback was like. All times since the reply's first sample, counted in rendered samples. */
  z.object({
    type: z.literal('playhead'),
    turn_id: turnId,
    played_ms: milliseconds,
    underruns: z.number().int().nonnegative(),
    stalled_ms: milliseconds,
    /** From the end of the person's speech (as the client knows it) to the first rendered sample; null until heard. */
    first_heard_ms: milliseconds.nullable(),
  }),
  z.object({ type: z.literal('set_guardrails_mode'), mode: z.enum(['none', 'fms', 'nemo', 'both']) }),
  z.object({ type: z.literal('set_guardrails'), enabled: z.boolean() }),
  z.object({ type: z.literal('set_rail'), name: z.string().min(1).max(64), enabled: z.boolean() }),
  /** Forwarded as they are, if `/v1/models` of that model lists such options. */
  z.object({
    type: z.literal('set_model_options'),
    model: z.enum(['stt', 'llm', 'tts']),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
  /** First message after a reconnect. */
  z.object({ type: z.literal('resume'), session_id: z.string().min(1).max(64) }),
  /** Forget the conversation, keep the connection. */
  z.object({ type: z.literal('reset') }),
])

/** One message from a client, already validated. */
export type ClientMessage = z.infer<typeof clientMessageSchema>
/** The `type`s a client may send. */
export type ClientMessageType = ClientMessage['type']
