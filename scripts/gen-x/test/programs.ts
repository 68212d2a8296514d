// SPDX-License-Identifier: Apache-2.0

/** A piece of speech and when it leaves, since the request. */
export interface Step {
  readonly atMs: number
  readonly samples: number
  /** Whether it can be heard. */
  readonly audible: boolean
}

export const SAMPLE_RATE = 24_000
export const CHUNK_MS = 40
const CHUNK = (SAMPLE_RATE / 1_000) * CHUNK_MS

/** `count` chunks of {@link CHUNK_MS} at a gen-x, the first after `firstMs`. */
function steady(count: number, genX: number, firstMs: number): Step[] {
  return Array.from({ length: count }, (_, i) => ({
    atMs: firstMs + (i * CHUNK_MS) / genX,
    samples: CHUNK,
    audible: true,
  }))
}

/** What the double can be told to do, by the first word of what it is to say. */
export const PROGRAMS: Readonly<Record<string, () => readonly Step[]>> = {
  fast: () => steady(50, 2, 80),
  slow: () => steady(24, 0.78, 120),
  bursts: () => steady(40, 1.6, 100).map((step) => ({ ...step, atMs: 100 + Math.ceil((step.atMs - 100) / 200) * 200 })),
  stall: () => steady(40, 1.5, 60).map((step, i) => (i < 15 ? step : { ...step, atMs: step.atMs + 450 })),
  silence: () => steady(40, 2, 70).map((step, i) => (i < 7 ? { ...step, audible: false } : step)),
  whole: () => [{ atMs: 600, samples: CHUNK * 40, audible: true }],
  late: () => steady(30, 2, 900),
  quick: () => steady(2, 4, 5),
}
