// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import {
  answering,
  Conversation,
  draining,
  failedWith,
  playhead,
  sent,
  sentence,
  speaking,
  speech,
  transcribing,
  transcript,
  typed,
  written,
} from './test/turn-conversation.ts'
import type { TurnEvent } from './turn-events.ts'

describe('hazard: resume after a cough', () => {
  const cough = [{ type: 'utterance-begin', turnId: 'b' }, { type: 'utterance-end' }] as const satisfies TurnEvent[]
  const cancelled = [cough[0], { type: 'utterance-cancel' }] as const satisfies TurnEvent[]

  test('a sound silences the reply at once, and nothing is forgotten yet', () => {
    const silenced = new Conversation(...speaking).on(cough[0])
    expect(silenced.types).toEqual(['stop', 'end-speech', 'record'])
    expect(new Conversation(...speaking).on({ type: 'utterance', turnId: 'b' }).types).toEqual([
      'stop',
      'end-speech',
      'transcribe',
    ])
  })

  test('words end the reply where it was heard, before they reach the agent', () => {
    const words = new Conversation(...speaking, ...cough).on(transcript('b'))
    expect(words.commands.slice(0, 2)).toEqual([
      { type: 'remember-heard', turnId: 'a', playedMs: 700 },
      { type: 'close-turn', turnId: 'a', interrupted: true },
    ])
    expect(words.types.slice(2)).toEqual(['show-transcript', 'ask-agent'])
  })

  test('the listener’s own figure goes before the last playhead', () => {
    const words = new Conversation(...speaking, { ...cough[0], playedMs: 950 }, cough[1]).on(transcript('b'))
    expect(words.commands[0]).toEqual({ type: 'remember-heard', turnId: 'a', playedMs: 950 })
  })

  test.each([
    ['nothing in it', [...cough, transcript('b', ' ')], ['report', 'close-turn', 'speak-again']],
    ['no samples in it', [...cough, failedWith('empty_audio')], ['report', 'close-turn', 'speak-again']],
    ['a change of mind', cancelled, ['discard-recording', 'speak-again']],
  ] as const)('an utterance with %s gives the reply back', (_name, events, types) => {
    const resumed = new Conversation(...speaking, written('a'), events[0]).on(...events.slice(1))
    expect(resumed.types.slice(-types.length)).toEqual(types)
    expect(resumed.commands.at(-1)).toEqual({ type: 'speak-again', turnId: 'a', playedMs: 700 })
    resumed.on(speech('a'), sent('a', 900), playhead('a', 900))
    expect(resumed.types.slice(-4)).toEqual(['play', 'end-speech', 'await-playback', 'close-turn'])
    expect(resumed.commands.at(-1)).toMatchObject({ turnId: 'a', interrupted: false })
  })

  test('a reply whose text was not complete is remembered as far as it went', () => {
    const cut = new Conversation(...speaking, ...cancelled).on(speech('a'), sent('a', 900), playhead('a', 900))
    expect(cut.commands.slice(-2)).toEqual([
      { type: 'remember-heard', turnId: 'a', playedMs: 900 },
      { type: 'close-turn', turnId: 'a', interrupted: false },
    ])
  })

  test('work that had said nothing is done again: transcribing, answering, speaking', () => {
    expect(new Conversation(...transcribing, ...cancelled.slice(0, 1)).on(cancelled[1]).types).toEqual([
      'discard-recording',
      'transcribe',
    ])
    const asked = new Conversation(...answering, cancelled[0]).on(cancelled[1])
    expect(asked.commands.at(-1)).toEqual({
      type: 'ask-agent',
      turnId: 'a',
      text: 'two large pepperoni',
      alternatives: [],
    })
    const complete = new Conversation(...answering, sentence('a'), written('a'), cancelled[0]).on(cancelled[1])
    expect(complete.commands.at(-1)).toEqual({ type: 'speak-again', turnId: 'a', playedMs: 0 })
  })

  test('a cough after all was heard brings nothing back', () => {
    const over = new Conversation(...draining, playhead('a', 2_970)).on(
      { ...cough[0], playedMs: 2_990 },
      { type: 'utterance-cancel' },
    )
    expect(over.types).toEqual(['close-turn', 'record', 'discard-recording'])
  })

  test('who asks for silence gets it: a parked reply does not come back', () => {
    for (const turnId of [{}, { turnId: 'a' }]) {
      const silent = new Conversation(...speaking, cough[0]).on({ type: 'interrupt', playedMs: 800, ...turnId })
      expect(silent.commands).toEqual([
        { type: 'remember-heard', turnId: 'a', playedMs: 800 },
        { type: 'close-turn', turnId: 'a', interrupted: true },
      ])
      expect(silent.on({ type: 'utterance-cancel' }).types.at(-1)).toBe('discard-recording')
    }
    expect(new Conversation(...speaking).on({ type: 'interrupt' }, ...cancelled).types).not.toContain('speak-again')
  })

  test('of two coughs in one breath, the older reply is not kept', () => {
    const twice = new Conversation(...speaking, ...cough).on({ type: 'utterance-begin', turnId: 'c' })
    expect(twice.types).toEqual(['remember-heard', 'close-turn', 'stop', 'end-speech', 'record'])
    expect(twice.on({ type: 'utterance-cancel' }).commands.at(-1)).toEqual({ type: 'transcribe', turnId: 'b' })
  })

  test('a cough into a reply that was taken up again parks it once more', () => {
    const again = new Conversation(...speaking, ...cancelled, speech('a'), playhead('a', 300)).on(...cancelled)
    expect(again.commands.at(-1)).toEqual({ type: 'speak-again', turnId: 'a', playedMs: 300 })
  })

  test('a typed turn, and a recogniser that fails, end it', () => {
    expect(new Conversation(...speaking, cough[0]).on(typed('c')).types.slice(0, 3)).toEqual([
      'remember-heard',
      'close-turn',
      'discard-recording',
    ])
    expect(new Conversation(...speaking, ...cough).on(failedWith('stt_failed')).types.slice(0, 2)).toEqual([
      'remember-heard',
      'close-turn',
    ])
  })

  test('when the connection goes meanwhile, what was heard is remembered', () => {
    expect(new Conversation(...speaking, cough[0]).on({ type: 'gone' }).types).toEqual([
      'remember-heard',
      'close-turn',
      'discard-recording',
    ])
  })
})
