// SPDX-License-Identifier: Apache-2.0

/**
 * Arrivals older than this many milliseconds of speech weigh e times less: long enough for four bursts of half a second,
 * short enough to forget a slow start while there is still time to act on it.
 */
const HORIZON_MS = 2_000

/** How many arrivals the expected scatter counts for, until there are some. */
const SCATTER_WEIGHT = 4

/** An arrival is a stall when it is later than this many standard deviations, and than any ordinary jitter. */
const STALL_DEVIATIONS = 4
const LEAST_STALL_MS = 120
/** Stalls that follow each other within less speech than this are no stalls but the pace: speech that comes in bursts. */
const STALL_EVERY_MS = 2_000

/** Arrivals needed before one may be called late. */
const ARRIVALS_TO_JUDGE = 5

/**
 * The straight line through a reply's arrivals: how late speech is there (wall clock) over how much there was before it.
 * Its slope is the pace, milliseconds to make one millisecond of speech: 1 ÷ gen-x. Weighted least squares in running
 * sums, with a prior for the slope, so that the first arrivals do not say too much.
 *
 * A stall lifts everything behind it by the same amount and says nothing of the pace: it is taken out of the line.
 */
export class ArrivalLine {
  #priorPace = 1
  #priorError = 1
  #priorScatterMs = 1
  #arrivals = 0
  #weight = 0
  #x = 0
  #y = 0
  #xx = 0
  #xy = 0
  #yy = 0
  #lastX = 0
  #stalledMs = 0
  #lastStallX = Number.NEGATIVE_INFINITY
  #latestMs = 0
  #isBroken = false
  #pace = 1
  #paceError = 1
  #scatterMs = 1

  /** Milliseconds to make one millisecond of speech. */
  get pace(): number {
    return this.#pace
  }

  /** Standard error of {@link pace}. */
  get paceError(): number {
    return this.#paceError
  }

  /** Standard deviation of the arrivals around the line. */
  get scatterMs(): number {
    return this.#scatterMs
  }

  /** How far behind the line the latest of all arrivals was. */
  get latestMs(): number {
    return this.#latestMs
  }

  get arrivals(): number {
    return this.#arrivals
  }

  /** Starts afresh, expecting this much. */
  reset(pace: number, paceError: number, scatterMs: number): void {
    this.#priorPace = pace
    this.#priorError = paceError
    this.#priorScatterMs = scatterMs
    this.#arrivals = this.#weight = this.#x = this.#y = this.#xx = this.#xy = this.#yy = 0
    this.#lastX = this.#stalledMs = this.#latestMs = 0
    this.#lastStallX = Number.NEGATIVE_INFINITY
    this.#isBroken = false
    this.#fit()
  }

  /** What comes next is not comparable: the line goes on with the next arrival, wherever that is. */
  interrupt(): void {
    this.#isBroken = true
  }

  /** @param x speech there was before this arrival, in ms  @param atMs since the first arrival */
  add(x: number, atMs: number): void {
    const y = this.#onLine(x, atMs - this.#stalledMs)
    const fade = Math.exp((this.#lastX - x) / HORIZON_MS)
    this.#weight = this.#weight * fade + 1
    this.#x = this.#x * fade + x
    this.#y = this.#y * fade + y
    this.#xx = this.#xx * fade + x * x
    this.#xy = this.#xy * fade + x * y
    this.#yy = this.#yy * fade + y * y
    this.#lastX = x
    this.#arrivals++
    this.#fit()
  }

  /** Where an arrival counts: where it is, or on the line when it is a stall. */
  #onLine(x: number, y: number): number {
    if (this.#arrivals < 2) return y
    const meanX = this.#x / this.#weight
    const expected = this.#y / this.#weight + this.#pace * (x - meanX)
    const lateMs = y - expected
    if (this.#isBroken) {
      this.#isBroken = false
      this.#stalledMs += lateMs
      return expected
    }
    if (this.#arrivals >= ARRIVALS_TO_JUDGE) this.#latestMs = Math.max(this.#latestMs, lateMs)
    const deviation = Math.sqrt(this.#scatterMs ** 2 * (1 + 1 / this.#weight) + ((x - meanX) * this.#paceError) ** 2)
    if (lateMs <= Math.max(LEAST_STALL_MS, STALL_DEVIATIONS * deviation)) return y
    const isRare = x - this.#lastStallX >= STALL_EVERY_MS
    this.#lastStallX = x
    if (!isRare) return y
    this.#stalledMs += lateMs
    return expected
  }

  #fit(): void {
    const meanX = this.#weight > 0 ? this.#x / this.#weight : 0
    const meanY = this.#weight > 0 ? this.#y / this.#weight : 0
    const xx = Math.max(0, this.#xx - meanX * this.#x)
    const xy = this.#xy - meanX * this.#y
    const yy = Math.max(0, this.#yy - meanY * this.#y)
    const prior = (this.#priorScatterMs / this.#priorError) ** 2
    this.#pace = (xy + prior * this.#priorPace) / (xx + prior)
    const squares = Math.max(0, yy - 2 * this.#pace * xy + this.#pace ** 2 * xx)
    this.#scatterMs = Math.sqrt(
      (SCATTER_WEIGHT * this.#priorScatterMs ** 2 + squares) / (SCATTER_WEIGHT + this.#weight),
    )
    this.#paceError = this.#scatterMs / Math.sqrt(xx + prior)
  }
}
