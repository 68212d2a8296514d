// SPDX-License-Identifier: Apache-2.0

/**
 * The search finds a sentence in any sound: a cough used to be "but it", a fan "up", beeps "on it on it". Whoever coughs
 * while the shop speaks would interrupt it with that.
 */

import { beforeAll, expect, test } from 'vitest'
import { shopPhrases } from './grammar/shop-grammar.ts'
import { ShopListener } from './shop-listener.ts'
import { noises } from './test/noises.ts'

let listener: ShopListener
beforeAll(async () => {
  listener = await ShopListener.load(shopPhrases())
}, 60_000)

/** Not the seeds that the signs of doubt were weighed with. */
const SEEDS = [101, 102]
const sounds = SEEDS.map(noises)

test.each([...(sounds[0]?.keys() ?? [])])(
  '%s is nothing said',
  (name) => {
    const heard = sounds.map((byName) => {
      const samples = byName.get(name) ?? new Float32Array(1)
      return listener
        .hear(samples)
        .words.map(({ word }) => word)
        .join(' ')
    })
    expect(heard).toEqual(SEEDS.map(() => ''))
  },
  60_000,
)
