// SPDX-License-Identifier: Apache-2.0

/**
 * What the voice server says to a client: JSON text frames with a `type`, snake_case; speech as raw binary frames of
 * about 20 ms between `tts_begin` and `tts_end`. All durations are milliseconds.
 */

/** Raised when a message changes its meaning; a client may refuse a major it does not know. */
export const PROTOCOL_VERSION = '1.0'

/** What is on the other end of one of the three model URLs, as its `/v1/models` tells it. */
export interface ModelInfo {
  readonly name: string
  /** Options the model lists under `/v1/models`, by name: what `set_model_options` may carry. */
  readonly options: Readonly<Record<string, ModelOption>>
  /** Voices of a text-to-speech model, when it lists them. */
  readonly voices?: readonly string[]
}

/** One adjustable option of a model. */
export interface ModelOption {
  readonly type: 'number' | 'string' | 'boolean'
  readonly description: string
  readonly default: number | string | boolean | null
  readonly min?: number
  readonly max?: number
  readonly enum?: readonly string[]
}

export interface WireOrderItem {
  /** The menu's display word, as is `size`. */
  readonly pizza: string
  readonly size: string
  readonly quantity: number
  readonly toppings: readonly string[]
  /** For all `quantity` of them, in cents. */
  readonly price_cents: number
}

export interface WireOrder {
  readonly items: readonly WireOrderItem[]
  readonly delivery: null | { readonly kind: 'pickup' | 'delivery'; readonly address?: string }
  readonly total_cents: number
  readonly status: 'open' | 'confirmed'
}

/** Who speaks in a `graph_result`. */
export type Role = 'human' | 'supervisor' | 'pizza_agent' | 'order_agent' | 'delivery_agent' | 'guardrails'

export interface WireMessage {
  readonly role: Role
  readonly content: string
}

/** A question the customer is being asked. */
export interface WireInterrupt {
  readonly agent: Role
  readonly prompt: string
  readonly pizza_type: string | null
}

/** One thing an agent did, as it happens. */
export type AgentStep =
  | { readonly agent: Role; readonly kind: 'route'; readonly to: Role }
  | { readonly agent: Role; readonly kind: 'tool_call'; readonly tool: string; readonly args: unknown }
  | {
      readonly agent: Role
      readonly kind: 'tool_result'
      readonly tool: string
      readonly result: string
      readonly ok: boolean
    }

/**
 * The latency breakdown of one turn. Absent means "did not happen", `null` means "could not be measured".
 * Every `…_ms` without another origin in its comment is counted from the end of the person's utterance
 * (the arrival of `audio_end`, `text` or `audio_wav_b64` at the server).
 */
export interface TurnMetrics {
  readonly turn_id: string
  /** Transcript complete. */
  readonly stt_ms?: number
  /** Routing decision known. */
  readonly route_ms?: number
  /** First reply token from the model, from the start of the agent's work. */
  readonly llm_ttft_ms?: number
  /** First reply token to first speakable sentence. */
  readonly sentence_ms?: number
  /** Each tool's running time, in order. */
  readonly tool_ms?: readonly number[]
  /** First sentence sent to the synthesiser to its first byte. */
  readonly tts_ttfb_ms?: number
  /** First sentence sent to the synthesiser to its first audible sample. */
  readonly tts_ttfa_ms?: number | null
  /** First speech frame leaves the server. */
  readonly first_audio_ms?: number
  /** First sample rendered at the listener's loudspeaker, as the client reported it. */
  readonly heard_ms?: number | null
  /** Audio seconds produced per second the synthesiser was busy. */
  readonly gen_x?: number | null
  readonly audio_ms?: number
  /** Playback gaps the client reported. */
  readonly underruns?: number
  readonly stalled_ms?: number
  readonly interrupted: boolean
  readonly total_ms: number
}

/** What a player needs to know of a model that it has not heard yet, measured over recent replies at the model. */
export interface WireDelivery {
  /** Replies it stands on, 1 or more. */
  readonly replies: number
  readonly gen_x: number
  /** Standard deviation of the arrivals around a steady pace. */
  readonly jitter_ms: number
  /** How far behind that pace the latest arrival was. */
  readonly late_ms: number
  /** The longest wait that a reply, made faster than real time, needed after its first speech. */
  readonly w_star_ms: number
}

/** An unfinished turn, given back on `resume`. */
export interface UnfinishedTurn {
  readonly turn_id: string
  /** What the customer had said. */
  readonly text: string
}

export type ServerMessage =
  /** First message, and the answer to `resume` and to `reset`. */
  | {
      readonly type: 'hello'
      readonly protocol: string
      readonly session_id: string
      readonly models: { readonly stt: ModelInfo; readonly llm: ModelInfo; readonly tts: ModelInfo }
      /** A word for where this server runs: `laptop`, `cluster`, or what `KIT_PROFILE` says. */
      readonly profile: string
      readonly resumed: boolean
      readonly history?: readonly WireMessage[]
      readonly order?: WireOrder
      readonly turn?: UnfinishedTurn
    }
  | {
      readonly type: 'guardrails_available'
      readonly available: boolean
      readonly fms_guardrails_available: boolean
      readonly nemo_guardrails_available: boolean
      readonly rails: readonly { readonly name: string; readonly enabled: boolean }[]
    }
  | { readonly type: 'transcript'; readonly turn_id: string; readonly text: string; readonly partial?: boolean }
  | ({ readonly type: 'agent_step'; readonly turn_id: string } & AgentStep)
  /** `restart`: the reply is written anew, this is its first piece, and what came of it before does not count. */
  | { readonly type: 'reply_delta'; readonly turn_id: string; readonly text: string; readonly restart?: true }
  | ({ readonly type: 'order'; readonly turn_id: string } & WireOrder)
  | {
      readonly type: 'graph_result'
      readonly turn_id: string
      readonly pizza_type: string | null
      /** The whole conversation; the last entry that is neither human nor routing is what was spoken. */
      readonly messages: readonly WireMessage[]
      readonly interrupt: WireInterrupt | null
    }
  /** Speech of a turn begins: for the first time, or once more after a cough. Playheads count from here. */
  | {
      readonly type: 'tts_begin'
      readonly turn_id: string
      readonly format: 'pcm_s16le'
      readonly sample_rate: number
      readonly expected_ms: number
      /** How the model lately delivered speech, to anybody; absent until that was measured. */
      readonly delivery?: WireDelivery
    }
  /** The estimate of the reply's length has changed; `final` once the text is complete, so that no more will be added. */
  | {
      readonly type: 'tts_progress'
      readonly turn_id: string
      readonly expected_ms: number
      readonly final: boolean
      /** Of the reply so far, as the model delivered it; absent until that was measured. */
      readonly gen_x?: number
    }
  /**
   * No more speech of this turn comes, unless another `tts_begin` does: once for every `tts_begin`, and once for a turn
   * that is interrupted before its `tts_begin`, so that a client which drops frames after its `interrupt` knows when to
   * stop. `turn_metrics` is the last word about a turn.
   */
  | {
      readonly type: 'tts_end'
      readonly turn_id: string
      readonly interrupted: boolean
      readonly audio_ms: number
      readonly gen_x: number | null
      /** First sentence sent to the synthesiser to its first audible sample, as the model delivered it. */
      readonly ttfa_ms?: number | null
    }
  | {
      readonly type: 'rail'
      readonly turn_id: string
      readonly place: 'input' | 'output' | 'tool'
      readonly provider: string
      readonly action: string
      readonly score: number | null
    }
  | { readonly type: 'guardrails_mode'; readonly mode: 'none' | 'fms' | 'nemo' | 'both' }
  | { readonly type: 'guardrails_status'; readonly enabled: boolean }
  | ({ readonly type: 'turn_metrics' } & TurnMetrics)
  | { readonly type: 'going_away'; readonly retry_after_ms: number }
  | {
      readonly type: 'error'
      readonly code: ErrorCode
      /** What went wrong, in words, and what to do. */
      readonly error: string
      readonly retryable: boolean
      readonly turn_id?: string
    }

/** The `code`s an `error` may carry. */
export const ERROR_CODES = [
  'bad_json',
  'bad_message',
  'unknown_type',
  'bad_base64',
  'bad_audio',
  'empty_audio',
  'audio_too_large',
  'text_too_long',
  'not_recording',
  'already_recording',
  'busy',
  'nothing_heard',
  'stt_failed',
  'llm_failed',
  'tts_failed',
  'agent_failed',
  'store_failed',
  'unavailable',
  'unknown_session',
  'internal',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]
