// SPDX-License-Identifier: Apache-2.0
import type { GenXLevel, GenXRequest } from '../../app/core/contract/index.ts'
import { distribution } from '../../app/core/gen-x/index.ts'

/** Medians over the requests of one length class. */
export interface BucketRow {
  readonly bucket: GenXRequest['prompt']['bucket']
  readonly n: number
  readonly ttfaMs: number | null
  readonly genXStream: number | null
  readonly wStarMs: number | null
}

/** A load by the length of its prompts; classes without a measured request are left out. */
export function byBucket({ requests }: GenXLevel): BucketRow[] {
  return (['short', 'medium', 'long'] as const).flatMap((bucket) => {
    const of = requests.filter(({ ok, prompt }) => ok && prompt.bucket === bucket)
    if (of.length === 0) return []
    const median = (key: 'ttfaMs' | 'genXStream' | 'wStarMs') => distribution(of.map((request) => request[key])).p50
    const row = { ttfaMs: median('ttfaMs'), genXStream: median('genXStream'), wStarMs: median('wStarMs') }
    return [{ bucket, n: of.length, ...row }]
  })
}
