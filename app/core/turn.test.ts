// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { advance, bargeIn, END_TOLERANCE_MS } from './turn.ts'
import type { TurnCommand, TurnEvent } from './turn-events.ts'
import { IDLE, type TurnState } from './turn-state.ts'

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

const failedWith = (code: 'empty_audio' | 'stt_failed'): TurnEvent => ({
  type: 'failed',
  turnId: 'b',
  stage: 'transcribe',
  failure: { ...FAILURE, code },
})

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
