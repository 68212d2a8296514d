// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { readableMs, stagesOf } from './latency.ts'

const metrics = { turn_id: 't1', interrupted: false, total_ms: 4000 }
const spans = (stages: ReturnType<typeof stagesOf>) => stages.map(({ name, fromMs, toMs }) => [name, fromMs, toMs])

describe('the stages of a turn', () => {
  it('follow each other from the end of the question to the first sample heard', () => {
    const stages = stagesOf(
      { ...metrics, stt_ms: 150, route_ms: 400, llm_ttft_ms: 480, sentence_ms: 90, first_audio_ms: 900, heard_ms: 990 },
      1010,
    )
    expect(spans(stages)).toEqual([
      ['Listen', 0, 150],
      ['Route', 150, 400],
      ['Think', 400, 630],
      ['Phrase', 630, 720],
      ['Voice', 720, 900],
      ['Play', 900, 1010],
    ])
  })

  it('leave out what did not happen', () => {
    expect(spans(stagesOf({ ...metrics, llm_ttft_ms: 200, first_audio_ms: 500 }, null))).toEqual([
      ['Think', 0, 200],
      ['Voice', 200, 500],
    ])
  })

  it('begin with the pause that hands-free needs, which the server does not know of', () => {
    expect(spans(stagesOf({ ...metrics, stt_ms: 100, llm_ttft_ms: 50, first_audio_ms: 300 }, 850, 520))).toEqual([
      ['Pause', 0, 520],
      ['Listen', 520, 620],
      ['Think', 620, 670],
      ['Voice', 670, 820],
      ['Play', 820, 850],
    ])
  })

  it('never run backwards: a first token that came before routing was settled is not what was waited for', () => {
    expect(
      spans(stagesOf({ ...metrics, stt_ms: 100, route_ms: 500, llm_ttft_ms: 200, first_audio_ms: 700 }, 800)),
    ).toEqual([
      ['Listen', 0, 100],
      ['Route', 100, 500],
      ['Voice', 500, 700],
      ['Play', 700, 800],
    ])
  })
})

it('writes milliseconds for people', () => {
  expect([0.4, 87.2, 999, 1240].map(readableMs)).toEqual(['0 ms', '87 ms', '999 ms', '1.24 s'])
})
