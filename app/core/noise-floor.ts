// SPDX-License-Identifier: Apache-2.0

/** Parts of the floor's memory, and frames in each: 1.6 s together, longer than anybody speaks without a gap. */
const PARTS = 5
const PART_FRAMES = 16

/** The lowest levels lie about this much below the mean of the noise. */
const BIAS_DB = 2

/** Assumed of a room nobody has listened to yet: an ordinary office. */
const UNKNOWN_ROOM_DB = -52

/**
 * How loud the room is by itself: the lowest smoothed level of the last 1.6 s. Speech has gaps in which the room is heard, so
 * speech does not raise it, while a fan that starts does, without ever having to decide which of them it was.
 * (Minimum statistics: R. Martin, "Noise power spectral density estimation", IEEE Trans. SAP 9(5), 2001.)
 */
export class NoiseFloor {
  readonly #lowest = new Float32Array(PARTS).fill(UNKNOWN_ROOM_DB)
  #part = 0
  #frames = 0
  #smooth: number | null = null

  /** Takes a level and returns the floor, both in dB. */
  push(levelDb: number): number {
    // Faster up than down would bias it; 0.3 is about 60 ms.
    this.#smooth = this.#smooth === null ? levelDb : this.#smooth + 0.3 * (levelDb - this.#smooth)
    if (this.#frames === 0) this.#lowest[this.#part] = this.#smooth
    else this.#lowest[this.#part] = Math.min(this.#lowest[this.#part] ?? 0, this.#smooth)
    this.#frames++
    if (this.#frames === PART_FRAMES) {
      this.#frames = 0
      this.#part = (this.#part + 1) % PARTS
    }
    let floor = this.#lowest[0] ?? 0
    for (const low of this.#lowest) floor = Math.min(floor, low)
    return floor + BIAS_DB
  }
}
