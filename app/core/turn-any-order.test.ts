// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { FAILURE, playhead, sent, sentence, speech, transcript, typed, written } from './test/turn-conversation.ts'
import { advance } from './turn.ts'
import type { TurnEvent } from './turn-events.ts'
import { IDLE, type TurnState } from './turn-state.ts'

describe('any order of events', () => {
  /** A small seeded generator (mulberry32), so that a failure can be repeated. */
  const random = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const makers: readonly ((turnId: string, ms: number) => TurnEvent)[] = [
    (turnId) => ({ type: 'utterance-begin', turnId }),
    () => ({ type: 'utterance-end' }),
    () => ({ type: 'utterance-cancel' }),
    (turnId) => ({ type: 'utterance', turnId }),
    typed,
    (turnId) => ({ type: 'say', turnId, text: 'Hi.' }),
    (turnId) => transcript(turnId),
    (turnId) => transcript(turnId, ''),
    sentence,
    written,
    speech,
    speech,
    speech,
    sent,
    playhead,
    (turnId) => ({ type: 'playback-over', turnId }),
    () => ({ type: 'interrupt' }),
    (turnId, playedMs) => ({ type: 'interrupt', turnId, playedMs }),
    (turnId) => ({ type: 'failed', turnId, stage: 'answer', failure: FAILURE }),
    () => ({ type: 'gone' }),
  ]
  const OPENING = new Set(['utterance-begin', 'utterance', 'typed', 'say'])

  /** What begins the work of a turn, or begins it again after a cough. */
  const AGAIN = new Set<string>(['transcribe', 'ask-agent', 'speak-again'])

  test('a turn is closed once, its speech ends once for each beginning, and nothing is played or remembered after that', () => {
    const next = random(20_261_122)
    for (let run = 0; run < 300; run++) {
      const seen = new Map<string, Set<string>>()
      let state: TurnState = IDLE
      let ids = 0
      for (let i = 0; i < 200; i++) {
        const make = makers[Math.floor(next() * makers.length)] ?? typed
        const probe = make('', 0)
        const isOpening = OPENING.has(probe.type)
        const turnId = isOpening ? `t${ids++}` : `t${Math.max(0, ids - 1 - Math.floor(next() * 2))}`
        const step = advance(state, make(turnId, Math.floor(next() * 3_000)))
        for (const command of step.commands) {
          if (command.type === 'report' || command.turnId === undefined) continue
          const had = seen.get(command.turnId) ?? new Set<string>()
          seen.set(command.turnId, had)
          expect(had.has('close-turn'), `${command.type} after close-turn of ${command.turnId}`).toBe(false)
          if (AGAIN.has(command.type)) for (const type of ['stop', 'end-speech']) had.delete(type)
          if (command.type === 'play' || command.type === 'speak') expect(had.has('stop')).toBe(false)
          if (command.type === 'end-speech' || command.type === 'remember-heard') {
            expect(had.has(command.type), `${command.type} twice`).toBe(false)
          }
          had.add(command.type)
        }
        state = step.state
      }
    }
  })
})
