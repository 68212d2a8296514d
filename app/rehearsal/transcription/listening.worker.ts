// SPDX-License-Identifier: Apache-2.0
import { resample } from '#core/resample'
import { serveJobs } from '../engine/worker-job.ts'
import { shopPhrases } from './grammar/shop-grammar.ts'
import type { ListeningJob } from './listening-job.ts'
import { cutAtPauses, isSilent } from './long-audio.ts'
import { type HeardWord, LISTENING_RATE, ShopListener } from './shop-listener.ts'

const listener = await ShopListener.load(shopPhrases())

/** Hears a recording of any length, stretch by stretch. */
function listen({ recorded, sampleRate }: ListeningJob, isCancelled: () => boolean): HeardWord[] {
  const samples = sampleRate === LISTENING_RATE ? recorded : resample(recorded, sampleRate, LISTENING_RATE)
  const words: HeardWord[] = []
  for (const { start, samples: stretch } of cutAtPauses(samples, LISTENING_RATE)) {
    if (isCancelled()) break
    if (isSilent(stretch)) continue
    const offset = start / LISTENING_RATE
    for (const heard of listener.hear(stretch).words)
      words.push({ ...heard, start: heard.start + offset, end: heard.end + offset })
  }
  return words
}

serveJobs(listen)
