// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningRehearsal, sampleShopUtterances, startRehearsal, VOICE_IDS } from '../../app/rehearsal/index.ts'
import { BOUNDS, paraphrases } from './wer-sets.ts'
import { countedWords, errorRate, type Hearing, hearAll, wordErrors } from './word-errors.ts'

/** A quarter for each voice. When one voice was heard in too narrow a search and another through a wrong throat, this told. */
const COMPOSITIONS = 80

describe('counting', () => {
  test.each([
    ['two large pizzas', 'two large pizzas', 0],
    ['two large pizzas', 'Two, large pizzas!', 0],
    ['two large pizzas', 'too large', 2],
    ['two large pizzas', 'so two very large pizzas', 2],
    ['um two pizzas', 'two pizzas', 0],
    ['two pizzas', '', 2],
  ])('"%s" heard as "%s" is %d errors', (said, heard, errors) => {
    expect(wordErrors(countedWords(said), countedWords(heard))).toBe(errors)
  })

  test('nothing measured is no rate, and holds no bound', () => {
    expect(errorRate([])).toBeNaN()
    expect(errorRate([]) <= BOUNDS.compositions).toBe(false)
  })
})

describe('a sample of the word error benchmark, each voice in turn', () => {
  let rehearsal: RunningRehearsal
  beforeAll(async () => {
    rehearsal = await startRehearsal({ speechThreads: 1, listeningThreads: 2 })
  }, 180_000)
  afterAll(() => rehearsal.close())

  const heardInTurn = async (sentences: readonly string[]): Promise<Hearing[]> => {
    const byVoice = VOICE_IDS.map((voice, place) => ({
      voice,
      own: sentences.filter((_, index) => index % VOICE_IDS.length === place),
    }))
    const hearings: Hearing[] = []
    for (const { voice, own } of byVoice) hearings.push(...(await hearAll(rehearsal, own, [voice])))
    return hearings
  }

  describe('compositions of the grammar', () => {
    let hearings: Hearing[]
    beforeAll(async () => {
      hearings = await heardInTurn(sampleShopUtterances(COMPOSITIONS, 7))
    }, 300_000)

    test('are understood', () => {
      expect(hearings).toHaveLength(COMPOSITIONS)
      expect(errorRate(hearings)).toBeLessThanOrEqual(BOUNDS.compositions)
    })

    test.each(VOICE_IDS)('are understood from %s as well', (voice) => {
      const own = hearings.filter((hearing) => hearing.voice === voice)
      expect(own).toHaveLength(COMPOSITIONS / VOICE_IDS.length)
      expect(errorRate(own)).toBeLessThanOrEqual(2 * BOUNDS.compositions)
    })

    test('are mostly understood to the word, and hardly ever taken for noise', () => {
      const share = (is: (hearing: Hearing) => boolean) => hearings.filter(is).length / COMPOSITIONS
      expect(share(({ errors }) => errors === 0)).toBeGreaterThanOrEqual(0.8)
      expect(share(({ heard }) => heard === '')).toBeLessThanOrEqual(0.02)
    })
  })

  test('paraphrases', async () => {
    const hearings = await heardInTurn(paraphrases().filter((_, index) => index % 4 === 0))
    expect(hearings).toHaveLength(25)
    expect(errorRate(hearings)).toBeLessThanOrEqual(BOUNDS.paraphrases)
  }, 180_000)
})
