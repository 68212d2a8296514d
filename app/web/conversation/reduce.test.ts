// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '#core/protocol'
import { type PageEvent, reduce } from './reduce.ts'
import { INITIAL_STATE, isBusy, openQuestion, type PageState } from './state.ts'

const server = (message: ServerMessage): PageEvent => ({ type: 'server', message })
const run = (events: readonly PageEvent[], from: PageState = INITIAL_STATE) => events.reduce(reduce, from)

const model = (name: string) => ({ name, options: {} })
const hello = (resumed = false): Extract<ServerMessage, { type: 'hello' }> => ({
  type: 'hello',
  protocol: '1.0',
  session_id: 's1',
  models: { stt: model('ears'), llm: model('mind'), tts: model('mouth') },
  profile: 'laptop',
  resumed,
})
const asked = (text: string | null): PageEvent => ({ type: 'asked', asked: text === null ? 'spoken' : 'typed', text })
const transcript = (turn_id: string, text: string) => server({ type: 'transcript', turn_id, text })
const delta = (turn_id: string, text: string) => server({ type: 'reply_delta', turn_id, text })
const ttsBegin = (turn_id: string) =>
  server({ type: 'tts_begin', turn_id, format: 'pcm_s16le', sample_rate: 24_000, expected_ms: 900 })
const playhead = (turnId: string, playedMs: number, over = false): PageEvent => ({
  type: 'playhead',
  playhead: { turnId, playedMs, underruns: 0, stalledMs: 0, firstHeardMs: 400, over },
})
const failure = (turn_id?: string) =>
  server({
    type: 'error',
    code: 'stt_failed',
    error: 'The speech-to-text model did not answer.',
    retryable: true,
    ...(turn_id ? { turn_id } : {}),
  })

describe('a spoken turn', () => {
  it('goes from question to answer', () => {
    const thinking = run([asked(null), transcript('t1', 'two large pepperoni pizzas')])
    expect(thinking.turns).toMatchObject([
      { id: 't1', asked: 'spoken', text: 'two large pepperoni pizzas', phase: 'thinking' },
    ])
    expect(isBusy(thinking)).toBe(true)

    const speaking = run(
      [
        server({ type: 'agent_step', turn_id: 't1', agent: 'supervisor', kind: 'route', to: 'order_agent' }),
        server({
          type: 'agent_step',
          turn_id: 't1',
          agent: 'order_agent',
          kind: 'tool_call',
          tool: 'add_item',
          args: {},
        }),
        delta('t1', 'Two large '),
        ttsBegin('t1'),
        delta('t1', 'pepperoni.'),
        playhead('t1', 250),
      ],
      thinking,
    )
    expect(speaking.turns).toMatchObject([{ phase: 'speaking', agent: 'order_agent', reply: 'Two large pepperoni.' }])
    expect(speaking.turns[0]?.steps).toEqual([
      { agent: 'supervisor', kind: 'route', to: 'order_agent' },
      { agent: 'order_agent', kind: 'tool_call', tool: 'add_item', args: {} },
    ])

    const done = run([playhead('t1', 900, true)], speaking)
    expect(done.turns).toMatchObject([{ phase: 'done', heard: { playedMs: 900, firstHeardMs: 400 } }])
    expect(isBusy(done)).toBe(false)
  })

  it('is one turn, whichever message names it first', () => {
    const state = run([asked(null), delta('t1', 'Hello'), transcript('t1', 'hi')])
    expect(state.turns).toMatchObject([{ id: 't1', text: 'hi', reply: 'Hello' }])
  })

  it('keeps late messages of an old turn with that turn', () => {
    const state = run([
      asked('one'),
      delta('t1', 'First.'),
      playhead('t1', 10, true),
      { type: 'interrupted', turnId: 't1' },
      asked('two'),
      delta('t1', ' Late.'),
      delta('t2', 'Second.'),
    ])
    expect(state.turns).toMatchObject([
      { id: 't1', text: 'one', reply: 'First. Late.' },
      { id: 't2', text: 'two', reply: 'Second.' },
    ])
  })

  it('asked before the one before had a name does not take its answer', () => {
    const state = run([
      asked('one'),
      { type: 'interrupted', turnId: null },
      asked('two'),
      server({ type: 'turn_metrics', turn_id: 't1', interrupted: true, total_ms: 3 }),
      delta('t2', 'Second.'),
    ])
    expect(state.turns).toMatchObject([
      { id: 't1', text: 'one', phase: 'interrupted', reply: '' },
      { id: 't2', text: 'two', phase: 'thinking', reply: 'Second.' },
    ])
  })

  it('that the page did not ask for appears as well', () => {
    expect(run([transcript('t9', 'from a file')]).turns).toMatchObject([{ id: 't9', text: 'from a file' }])
  })
})

describe('the order', () => {
  it('is the newest one', () => {
    const item = { pizza: 'Pepperoni', size: 'Large', quantity: 2, toppings: [], price_cents: 3998 }
    const state = run([
      asked('x'),
      server({ type: 'order', turn_id: 't1', items: [item], delivery: null, total_cents: 3998, status: 'open' }),
    ])
    expect(state.order).toEqual({ items: [item], delivery: null, total_cents: 3998, status: 'open' })
  })
})

describe('an interruption', () => {
  it('stays one when the playhead and the end of speech follow', () => {
    const state = run([
      asked('x'),
      ttsBegin('t1'),
      { type: 'interrupted', turnId: 't1' },
      playhead('t1', 300, true),
      server({ type: 'tts_end', turn_id: 't1', interrupted: true, audio_ms: 800, gen_x: null }),
    ])
    expect(state.turns).toMatchObject([{ phase: 'interrupted', heard: { playedMs: 300 } }])
  })

  it('does not touch a turn that is over', () => {
    const state = run([asked('x'), ttsBegin('t1'), playhead('t1', 900, true), { type: 'interrupted', turnId: 't1' }])
    expect(state.turns[0]?.phase).toBe('done')
  })
})

describe('an error', () => {
  it('of a turn is shown with it and ends it', () => {
    const state = run([asked(null), failure('t1')])
    expect(state.turns).toMatchObject([{ id: 't1', phase: 'failed', problem: { code: 'stt_failed', retryable: true } }])
    expect(state.problem).toBeNull()
  })

  it('without a name belongs to the question that waits for one', () => {
    expect(run([asked('x'), failure()]).turns).toMatchObject([{ phase: 'failed', problem: { code: 'stt_failed' } }])
  })

  it('without any question is shown by itself, until the next question', () => {
    const state = run([failure()])
    expect(state.turns).toEqual([])
    expect(state.problem?.code).toBe('stt_failed')
    expect(run([asked('x')], state).problem).toBeNull()
  })

  it('while the reply is already spoken leaves what was said', () => {
    const state = run([asked('x'), delta('t1', 'Hi.'), ttsBegin('t1'), failure('t1')])
    expect(state.turns).toMatchObject([{ phase: 'speaking', reply: 'Hi.', problem: { code: 'stt_failed' } }])
  })
})

describe('a reply that is not spoken', () => {
  it('is over with its metrics', () => {
    const state = run([asked('x'), server({ type: 'turn_metrics', turn_id: 't1', interrupted: false, total_ms: 100 })])
    expect(state.turns).toMatchObject([{ phase: 'done', metrics: { total_ms: 100 } }])
  })

  it('takes its words from the result when none were streamed', () => {
    const state = run([
      asked('x'),
      server({
        type: 'graph_result',
        turn_id: 't1',
        pizza_type: null,
        messages: [
          { role: 'human', content: 'x' },
          { role: 'pizza_agent', content: 'What size?' },
          { role: 'supervisor', content: 'Routing to order_agent' },
        ],
        interrupt: null,
      }),
    ])
    expect(state.turns).toMatchObject([{ agent: 'pizza_agent', reply: 'What size?' }])
  })
})

describe('a resumed session', () => {
  const history = [
    { role: 'human', content: 'hello' },
    { role: 'supervisor', content: 'Routing to pizza_agent' },
    { role: 'pizza_agent', content: 'Welcome!' },
  ] as const

  it('shows what was said before', () => {
    const state = run([server({ ...hello(true), history })])
    expect(state.turns).toMatchObject([{ text: 'hello', reply: 'Welcome!', agent: 'pizza_agent', phase: 'done' }])
  })

  it('keeps what the page knows better than the bare history', () => {
    const before = run([server(hello()), asked('hello'), delta('t1', 'Welcome!'), playhead('t1', 900, true)])
    const state = run([server({ ...hello(true), history })], before)
    expect(state.turns).toMatchObject([{ id: 't1', reply: 'Welcome!', heard: { playedMs: 900 } }])
  })
})

describe('a lost connection', () => {
  const lost: PageEvent = { type: 'connection', connection: 'lost' }

  it('ends what was under way, and says so', () => {
    expect(run([asked(null), lost]).turns).toMatchObject([{ phase: 'failed', problem: { code: 'lost' } }])
    expect(run([asked('x'), delta('t1', 'Wel'), lost]).turns).toMatchObject([{ phase: 'interrupted', problem: null }])
  })

  it('does not touch what is typed meanwhile, which is answered when the connection is back', () => {
    const state = run([asked(null), lost, asked('two'), server(hello(true)), delta('t2', 'Here.')])
    expect(state.turns).toMatchObject([
      { phase: 'failed' },
      { id: 't2', text: 'two', reply: 'Here.', phase: 'thinking' },
    ])
  })
})

describe('what the shop may not have got', () => {
  it('waits for the connection, while what it did get has failed', () => {
    const lost = run([asked('one'), transcript('t1', 'one'), asked('two'), { type: 'connection', connection: 'lost' }])
    expect(lost.turns.map(({ text, phase }) => [text, phase])).toEqual([
      ['one', 'failed'],
      ['two', 'thinking'],
    ])
  })

  it('is all that is left when the shop no longer knows the conversation', () => {
    const state = run([asked('one'), transcript('t1', 'one'), asked('two'), { type: 'forgotten' }])
    expect(state.turns.map(({ text }) => text)).toEqual(['two'])
    expect(state.order).toBeNull()
  })

  it('complaints about the connection end with it, others stay', () => {
    const problem = (code: string): PageEvent => ({ type: 'problem', problem: { code, text: code, retryable: true } })
    const back: PageEvent = { type: 'connection', connection: 'open' }
    expect(run([problem('going_away'), back]).problem).toBeNull()
    expect(run([problem('denied'), back]).problem).toMatchObject({ code: 'denied' })
  })
})

describe('a question that waits for the customer', () => {
  const interrupt = { agent: 'pizza_agent', prompt: 'Which size would you like?', pizza_type: 'pepperoni' } as const
  const asks = server({ type: 'graph_result', turn_id: 't1', pizza_type: 'pepperoni', messages: [], interrupt })

  it('is open until the customer says something', () => {
    const waiting = run([asked('a pepperoni pizza'), asks])
    expect(openQuestion(waiting)).toEqual(interrupt)
    expect(openQuestion(run([asked('large')], waiting))).toBeNull()
  })
})

describe('gen-x of a reply', () => {
  it('is known when the speech has come, before the turn is measured', () => {
    const end = server({ type: 'tts_end', turn_id: 't1', interrupted: false, audio_ms: 900, gen_x: 0.78 })
    expect(run([asked('x'), ttsBegin('t1'), end]).turns).toMatchObject([{ genX: 0.78, phase: 'speaking' }])
  })
})

describe('a reply that goes on after a cough', () => {
  const cough = [
    { type: 'interrupted', turnId: 't1' },
    server({ type: 'tts_end', turn_id: 't1', interrupted: true, audio_ms: 500, gen_x: null }),
  ] as const satisfies readonly PageEvent[]

  it('speaks again, and is done when it was heard', () => {
    const again = run([asked('two'), delta('t1', 'Two large.'), ttsBegin('t1'), ...cough, ttsBegin('t1')])
    expect(again.turns).toMatchObject([{ id: 't1', reply: 'Two large.', phase: 'speaking' }])
    expect(run([playhead('t1', 800, true)], again).turns).toMatchObject([{ phase: 'done' }])
  })

  it('that is written anew replaces what was written before', () => {
    const again = run([
      asked('two'),
      delta('t1', 'Two lar'),
      ...cough,
      server({ type: 'reply_delta', turn_id: 't1', text: 'Three ', restart: true }),
      delta('t1', 'small.'),
    ])
    expect(again.turns).toMatchObject([{ id: 't1', reply: 'Three small.' }])
  })

  it('leaves the cough as a question of its own that came to nothing', () => {
    const heard = server({ type: 'error', code: 'nothing_heard', error: 'No words.', retryable: true, turn_id: 'c1' })
    const again = run([asked('two'), ttsBegin('t1'), ...cough, asked(null), heard, ttsBegin('t1')])
    expect(again.turns.map(({ id, phase }) => [id, phase])).toEqual([
      ['t1', 'speaking'],
      ['c1', 'failed'],
    ])
  })
})
