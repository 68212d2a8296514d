// SPDX-License-Identifier: Apache-2.0

import type { StoreAddress } from '#store'
import type { AgentEvent, AgentFailure, AgentTurn, LanguageModelOptions, OpenedSession } from './agent.ts'

/** What a worker is started with. */
export interface WorkerStart {
  readonly model: LanguageModelOptions
  readonly store: StoreAddress | 'memory'
  readonly headStart: boolean
  /** Play two turns for nobody when started. */
  readonly warmUp: boolean
}

/** From the voice server's thread to a worker. `id` names the call and is given back with its answer. */
export type ToWorker =
  | { readonly kind: 'open'; readonly id: number; readonly sessionId: string }
  | { readonly kind: 'turn'; readonly id: number; readonly input: AgentTurn }
  | { readonly kind: 'abort'; readonly id: number }
  | {
      readonly kind: 'heard'
      readonly id: number
      readonly sessionId: string
      readonly turnId: string
      readonly heardText: string
    }
  | { readonly kind: 'reset'; readonly id: number; readonly sessionId: string }
  | { readonly kind: 'options'; readonly sessionId: string; readonly options: Readonly<Record<string, unknown>> }
  | { readonly kind: 'close'; readonly id: number }

/** From a worker. `ready` is first; of a turn `events` come until `ended`. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly id: number; readonly session: OpenedSession }
  | { readonly kind: 'event'; readonly id: number; readonly event: AgentEvent }
  | { readonly kind: 'ended'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: AgentFailure }
