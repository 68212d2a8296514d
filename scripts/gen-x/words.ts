// SPDX-License-Identifier: Apache-2.0
import type { GenXLoad } from '../../app/core/contract/index.ts'
import { shown } from '../../app/core/gen-x/index.ts'

/** A load as people read it. */
export function loadName(load: GenXLoad): string {
  if (load.loop === 'closed') return `${load.concurrency} listener${load.concurrency === 1 ? '' : 's'}`
  return `${load.ratePerS}/s ${load.arrivals}`
}

/** Milliseconds as people read them: `84 ms`, `1.23 s`, `n/a`. */
export function time(valueMs: number | null): string {
  if (valueMs === null) return 'n/a'
  if (valueMs < 10) return `${shown(valueMs, 1)} ms`
  return valueMs < 1_000 ? `${shown(valueMs, 0)} ms` : `${shown(valueMs / 1_000)} s`
}

/** A share as people read it: `95 %`, `n/a`. */
export function percent(share: number | null): string {
  return share === null ? 'n/a' : `${shown(share * 100, 0)} %`
}
