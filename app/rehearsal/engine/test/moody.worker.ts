// SPDX-License-Identifier: Apache-2.0
import { serveJobs } from '../worker-job.ts'

/** What the pool's tests ask of a worker. */
export type Mood =
  | { readonly kind: 'echo'; readonly text: string }
  | { readonly kind: 'fail' }
  | { readonly kind: 'die' }
  /** Works until it is cancelled, at most this long; tells how it ended. */
  | { readonly kind: 'toil'; readonly atMostMs: number }

serveJobs((mood: Mood, isCancelled): string => {
  switch (mood.kind) {
    case 'echo':
      return mood.text
    case 'fail':
      throw new RangeError('too much')
    case 'die':
      process.exit(1)
      break
    case 'toil': {
      const untilMs = performance.now() + mood.atMostMs
      while (performance.now() < untilMs) if (isCancelled()) return 'cancelled'
      return 'worn out'
    }
  }
})
