// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { advance, bargeIn, END_TOLERANCE_MS, IDLE, type TurnCommand, type TurnEvent, type TurnState } from './turn.ts'

const CHUNK = new Uint8Array(960)
const FAILURE = { code: 'tts_failed', message: 'The synthesiser is down.', retryable: true } as const

/** Runs events through the machine and keeps what it commanded. */
class Conversation {
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

const typed = (turnId: string): TurnEvent => ({ type: 'typed', turnId, text: 'two large pepperoni' })
const transcript = (turnId: string, text = 'two large pepperoni'): TurnEvent => ({
  type: 'transcript',
  turnId,
  text,
  alternatives: ['too large pepperoni'],
})
const speech = (turnId: string): TurnEvent => ({ type: 'speech', turnId, chunk: CHUNK })
const sentence = (turnId: string): TurnEvent => ({ type: 'sentence', turnId, text: 'Sure.' })
const playhead = (turnId: string, playedMs: number): TurnEvent => ({ type: 'playhead', turnId, playedMs })
const sent = (turnId: string, audioMs: number): TurnEvent => ({ type: 'sent', turnId, audioMs })
const written = (turnId: string): TurnEvent => ({ type: 'written', turnId })

const listening = [{ type: 'utterance-begin', turnId: 'a' }] as const satisfies TurnEvent[]
const transcribing = [...listening, { type: 'utterance-end' }] as const satisfies TurnEvent[]
const answering = [typed('a')]
const speaking = [...answering, sentence('a'), speech('a'), playhead('a', 700)]
const draining = [...speaking, written('a'), sent('a', 3_000)]
const saying = [{ type: 'say', turnId: 'a', text: 'Hello.' }, speech('a')] as const satisfies TurnEvent[]

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
    ['an utterance', { type: 'utterance-begin', turnId: 'b' }, 'record'],
    ['a whole utterance', { type: 'utterance', turnId: 'b' }, 'transcribe'],
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

  test('a turn is closed once, its speech ends once, and nothing is played or remembered after that', () => {
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
