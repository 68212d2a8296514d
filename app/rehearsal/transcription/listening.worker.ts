// SPDX-License-Identifier: Apache-2.0
import { resample } from '#core/resample'
import { serveJobs } from '../engine/worker-job.ts'
import { shopPhrases } from './grammar/shop-grammar.ts'
import type { ListeningJob } from './listening-job.ts'
import { cutAtPauses, isSilent } from './long-audio.ts'
import { type HeardWord, LISTENING_RATE } from './search.ts'
import type { OtherReading } from './second-reading.ts'
import { type Heard, ShopListener } from './shop-listener.ts'

const listener = await ShopListener.load(shopPhrases())

/** Hears a recording of any length, stretch by stretch. */
function listen({ recorded, sampleRate }: ListeningJob, isCancelled: () => boolean): Heard {
  const samples = sampleRate === LISTENING_RATE ? recorded : resample(recorded, sampleRate, LISTENING_RATE)
  const words: HeardWord[] = []
  const otherwise: OtherReading[] = []
  for (const { start, samples: stretch } of cutAtPauses(samples, LISTENING_RATE)) {
    if (isCancelled()) break
    if (isSilent(stretch)) continue
    const offset = start / LISTENING_RATE
    const heard = listener.hear(stretch)
    for (const { at, word } of heard.otherwise) otherwise.push({ at: at + words.length, word })
    for (const word of heard.words) words.push({ ...word, start: word.start + offset, end: word.end + offset })
  }
  return { words, otherwise }
}

serveJobs(listen)
await listener.prepareSecondReading()
