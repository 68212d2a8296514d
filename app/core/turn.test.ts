// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import {
  answering,
  Conversation,
  draining,
  FAILURE,
  listening,
  playhead,
  saying,
  sent,
  sentence,
  speaking,
  speech,
  transcribing,
  transcript,
  typed,
  written,
} from './test/turn-conversation.ts'
import { advance, bargeIn, END_TOLERANCE_MS } from './turn.ts'
import type { TurnEvent } from './turn-events.ts'
import { IDLE } from './turn-state.ts'

describe('a turn from beginning to end', () => {
  test('spoken: recorded, transcribed, answered, spoken, heard', () => {
    const spoken = new Conversation().on(
      ...transcribing,
      transcript('a'),
      { type: 'delta', turnId: 'a', text: 'Sure. ' },
      sentence('a'),
      speech('a'),
      written('a'),
      speech('a'),
      sent('a', 2_000),
      playhead('a', 1_000),
      playhead('a', 2_000 - END_TOLERANCE_MS),
    )
    expect(spoken.types).toEqual([
      'record',
      'transcribe',
      'show-transcript',
      'ask-agent',
      'show-delta',
      'speak',
      'play',
      'end-text',
      'play',
      'end-speech',
      'await-playback',
      'close-turn',
    ])
    expect(spoken.state).toEqual(IDLE)
  })

  test('the recogniser’s other readings reach the agent', () => {
    const heard = new Conversation(...transcribing).on(transcript('a'))
    expect(heard.commands).toContainEqual({
      type: 'ask-agent',
      turnId: 'a',
      text: 'two large pepperoni',
      alternatives: ['too large pepperoni'],
    })
  })

  test('a reply without speech closes when nothing is left to send', () => {
    const silent = new Conversation(...answering).on(written('a'), sent('a', 0))
    expect(silent.types).toEqual(['end-text', 'close-turn'])
    expect(silent.state).toEqual(IDLE)
  })

  test('a listener who never reports is given the time the audio takes', () => {
    const quiet = new Conversation(...answering, speech('a')).on(sent('a', 2_000))
    expect(quiet.commands).toContainEqual({ type: 'await-playback', turnId: 'a', remainingMs: 2_000 })
    quiet.on({ type: 'playback-over', turnId: 'a' })
    expect(quiet.commands.at(-1)).toEqual({ type: 'close-turn', turnId: 'a', interrupted: false })
  })

  test('a text to be spoken as it is needs no agent, and leaves no memory when it is cut', () => {
    const cut = new Conversation(...saying).on({ type: 'interrupt' })
    expect(cut.types).toEqual(['stop', 'end-speech', 'close-turn'])
  })

  test('silence costs one turn and says so', () => {
    const silence = new Conversation(...transcribing).on(transcript('a', '  '))
    expect(silence.types).toEqual(['report', 'close-turn'])
    expect(silence.state).toEqual(IDLE)
  })

  test('a cancelled utterance leaves nothing behind', () => {
    const cough = new Conversation(...listening).on({ type: 'utterance-cancel' })
    expect(cough.types).toEqual(['discard-recording'])
    expect(cough.state).toEqual(IDLE)
  })
})

describe('hazard: interrupt before the first sample', () => {
  test('the reply is dropped from memory, and no speech of it is played', () => {
    const early = new Conversation(...answering, sentence('a')).on({ type: 'interrupt', turnId: 'a', playedMs: 0 })
    expect(early.commands).toEqual([
      { type: 'stop', turnId: 'a' },
      { type: 'end-speech', turnId: 'a', interrupted: true },
      { type: 'remember-heard', turnId: 'a', playedMs: 0 },
      { type: 'close-turn', turnId: 'a', interrupted: true },
    ])
    expect(advance(early.state, speech('a')).commands).toEqual([])
  })
})

describe('hazard: interrupt mid-sentence', () => {
  test('memory is cut where the listener says, before anything of the next turn', () => {
    const cut = new Conversation(...speaking).on({ type: 'interrupt', playedMs: 1_250 }, typed('b'))
    expect(cut.commands).toContainEqual({ type: 'remember-heard', turnId: 'a', playedMs: 1_250 })
    expect(cut.types.indexOf('remember-heard')).toBeLessThan(cut.types.indexOf('ask-agent'))
  })

  test('without a figure of the listener’s, the last playhead counts', () => {
    const cut = new Conversation(...speaking).on({ type: 'interrupt' })
    expect(cut.commands).toContainEqual({ type: 'remember-heard', turnId: 'a', playedMs: 700 })
  })

  test('when all has been sent, speech is not ended a second time', () => {
    const cut = new Conversation(...draining).on({ type: 'interrupt', playedMs: 1_500 })
    expect(cut.types).toEqual(['stop', 'remember-heard', 'close-turn'])
  })
})

describe('hazard: interrupt after the end', () => {
  test('is a no-op once the turn is closed', () => {
    const over = new Conversation(...draining, playhead('a', 3_000))
    expect(advance(over.state, { type: 'interrupt', turnId: 'a', playedMs: 3_000 })).toEqual({
      state: IDLE,
      commands: [],
    })
  })

  test('cuts nothing when the interrupt itself says that all was heard', () => {
    const over = new Conversation(...draining).on({ type: 'interrupt', playedMs: 2_990 })
    expect(over.commands).toEqual([{ type: 'close-turn', turnId: 'a', interrupted: false }])
  })
})

describe('hazard: interrupt twice', () => {
  test('the second changes nothing', () => {
    const once = new Conversation(...speaking).on({ type: 'interrupt', playedMs: 900 })
    const twice = advance(once.state, { type: 'interrupt', playedMs: 950 })
    expect(twice).toEqual({ state: once.state, commands: [] })
  })

  test('nor does one that names another turn', () => {
    const state = new Conversation(...speaking).state
    expect(advance(state, { type: 'interrupt', turnId: 'z', playedMs: 1 })).toEqual({ state, commands: [] })
  })
})

describe('hazard: barge-in by a new turn', () => {
  test.each([
    ['a typed turn', typed('b'), 'ask-agent'],
    ['a text to be spoken', { type: 'say', turnId: 'b', text: 'Hi.' }, 'speak'],
  ] as const)('%s silences the reply, then begins', (_name, event, first) => {
    const barged = new Conversation(...speaking).on(event)
    expect(barged.types.slice(0, 4)).toEqual(['stop', 'end-speech', 'remember-heard', 'close-turn'])
    expect(barged.commands[4]).toMatchObject({ type: first, turnId: 'b' })
    expect(barged.state).toMatchObject({ turnId: 'b' })
  })

  test('a typed turn while listening throws the recording away', () => {
    const barged = new Conversation(...listening).on(typed('b'))
    expect(barged.types).toEqual(['discard-recording', 'ask-agent'])
  })
})

describe('hazard: interrupt during routing, or while a tool runs', () => {
  test('nothing was said, so nothing of a reply is remembered; the customer’s words are not unsaid', () => {
    const routing = new Conversation(...answering).on({ type: 'interrupt' })
    expect(routing.types).toEqual(['stop', 'end-speech', 'remember-heard', 'close-turn'])
  })

  test('while transcribing there is no reply to remember', () => {
    const early = new Conversation(...transcribing).on({ type: 'interrupt' })
    expect(early.types).toEqual(['stop', 'end-speech', 'close-turn'])
  })
})

describe('hazard: a late event of a turn that is over', () => {
  const late: readonly TurnEvent[] = [
    transcript('old'),
    { type: 'delta', turnId: 'old', text: 'x' },
    sentence('old'),
    written('old'),
    speech('old'),
    sent('old', 500),
    playhead('old', 400),
    { type: 'playback-over', turnId: 'old' },
    { type: 'failed', turnId: 'old', stage: 'transcribe', failure: FAILURE },
    { type: 'failed', turnId: 'old', stage: 'answer', failure: FAILURE },
    { type: 'failed', turnId: 'old', stage: 'speak', failure: FAILURE },
  ]
  const states = { idle: [], listening, transcribing, answering, speaking, draining, saying }
  for (const [name, events] of Object.entries(states)) {
    test.each(late)(`${name} ignores $type`, (event) => {
      const { state } = new Conversation(...events)
      expect(advance(state, event)).toEqual({ state, commands: [] })
    })
  }
})

describe('hazard: a model fails', () => {
  test('the recogniser: one turn is lost, with words', () => {
    const lost = new Conversation(...transcribing).on({
      type: 'failed',
      turnId: 'a',
      stage: 'transcribe',
      failure: FAILURE,
    })
    expect(lost.types).toEqual(['stop', 'report', 'close-turn'])
    expect(lost.state).toEqual(IDLE)
  })

  test('the agent, after it said something: what was written is still spoken', () => {
    const half = new Conversation(...speaking).on({ type: 'failed', turnId: 'a', stage: 'answer', failure: FAILURE })
    expect(half.types).toEqual(['report', 'end-text'])
    expect(half.state.phase).toBe('speaking')
  })

  test('the synthesiser: the text is still written', () => {
    const mute = new Conversation(...answering).on(
      { type: 'failed', turnId: 'a', stage: 'speak', failure: FAILURE },
      { type: 'delta', turnId: 'a', text: 'more' },
    )
    expect(mute.types).toEqual(['report', 'mute', 'show-delta'])
  })
})

describe('hazard: the connection goes', () => {
  test('while thinking: the turn stays unfinished, nothing is forgotten', () => {
    expect(new Conversation(...answering).on({ type: 'gone' }).types).toEqual(['stop', 'close-turn'])
  })
  test('while speaking: what was heard is remembered', () => {
    const cut = new Conversation(...speaking).on({ type: 'gone' })
    expect(cut.commands).toContainEqual({ type: 'remember-heard', turnId: 'a', playedMs: 700 })
  })
})

test('wrong order is reported, not fatal', () => {
  expect(new Conversation().on({ type: 'utterance-end' }).types).toEqual(['report'])
  expect(new Conversation().on({ type: 'utterance-cancel' }).types).toEqual(['report'])
  const twice = new Conversation(...listening).on({ type: 'utterance-begin', turnId: 'b' })
  expect(twice.types).toEqual(['report'])
  expect(twice.state).toMatchObject({ turnId: 'a' })
})

test('bargeIn of an idle conversation is nothing', () => {
  expect(bargeIn(IDLE)).toEqual([])
})
