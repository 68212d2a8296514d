// SPDX-License-Identifier: Apache-2.0

import { advance } from '../turn.ts'
import type { TurnCommand, TurnEvent } from '../turn-events.ts'
import { IDLE, type TurnState } from '../turn-state.ts'

export const CHUNK = new Uint8Array(960)
export const FAILURE = { code: 'tts_failed', message: 'The synthesiser is down.', retryable: true } as const

/** Runs events through the machine and keeps what it commanded. */
export class Conversation {
  state: TurnState = IDLE
  commands: TurnCommand[] = []

  constructor(...events: readonly TurnEvent[]) {
    this.on(...events)
    this.commands = []
  }

  on(...events: readonly TurnEvent[]): this {
    for (const event of events) {
      const step = advance(this.state, event)
      this.state = step.state
      this.commands.push(...step.commands)
    }
    return this
  }

  get types(): string[] {
    return this.commands.map(({ type }) => type)
  }
}

export const typed = (turnId: string): TurnEvent => ({ type: 'typed', turnId, text: 'two large pepperoni' })
export const transcript = (turnId: string, text = 'two large pepperoni'): TurnEvent => ({
  type: 'transcript',
  turnId,
  text,
  alternatives: ['too large pepperoni'],
})
export const speech = (turnId: string): TurnEvent => ({ type: 'speech', turnId, chunk: CHUNK })
export const sentence = (turnId: string): TurnEvent => ({ type: 'sentence', turnId, text: 'Sure.' })
export const playhead = (turnId: string, playedMs: number): TurnEvent => ({ type: 'playhead', turnId, playedMs })
export const sent = (turnId: string, audioMs: number): TurnEvent => ({ type: 'sent', turnId, audioMs })
export const written = (turnId: string): TurnEvent => ({ type: 'written', turnId })

export const failedWith = (code: 'empty_audio' | 'stt_failed'): TurnEvent => ({
  type: 'failed',
  turnId: 'b',
  stage: 'transcribe',
  failure: { ...FAILURE, code },
})

export const listening = [{ type: 'utterance-begin', turnId: 'a' }] as const satisfies TurnEvent[]
export const transcribing = [...listening, { type: 'utterance-end' }] as const satisfies TurnEvent[]
export const answering = [typed('a')]
export const speaking = [...answering, sentence('a'), speech('a'), playhead('a', 700)]
export const draining = [...speaking, written('a'), sent('a', 3_000)]
export const saying: readonly TurnEvent[] = [{ type: 'say', turnId: 'a', text: 'Hello.' }, speech('a')]
