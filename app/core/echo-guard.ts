// SPDX-License-Identifier: Apache-2.0

/**
 * Frames that a sound takes from the page's player to the page's microphone at most: the buffers of both, and the room. Longer
 * ways (wireless) end in headphones, which have no echo.
 */
const LONGEST_WAY = 18

/** How loud an echo may be relative to what is played, in dB, before anything is known of the room. */
const UNKNOWN_DB = -6

/** With echo cancelled or headphones on, so little comes back that anything louder than this may be a person. */
const LEAST_DB = -36

/** A person must be this much louder than the echo ever was. */
const MARGIN_DB = 5

/** Frames after which what was heard of the echo is believed. */
const LEARNS_IN = 25

/** Quieter than this nothing is playing. */
const AUDIBLE = 0.002

/**
 * Keeps the shop from hearing itself. It knows how loud the loudspeaker is, learns how much of that comes back, and says how
 * loud something must be not to be echo. It starts careful and becomes as sensitive as the room allows.
 */
export class EchoGuard {
  readonly #played = new Float32Array(LONGEST_WAY)
  #at = 0
  #couplingDb = UNKNOWN_DB
  #loudestDb = LEAST_DB
  #frames = 0

  /** Does the loudspeaker make a sound, or did it until a moment ago? */
  get audible(): boolean {
    return this.#loudest() > AUDIBLE
  }

  /**
   * Takes one frame.
   * @param played root mean square of what is played, 0 to 1
   * @param heardDb level at the microphone
   * @returns level below which it may be echo, in dB
   */
  push(played: number, heardDb: number): number {
    this.#played[this.#at] = played
    this.#at = (this.#at + 1) % LONGEST_WAY
    const loudest = this.#loudest()
    if (loudest <= AUDIBLE) return Number.NEGATIVE_INFINITY
    const playedDb = 20 * Math.log10(loudest)
    const limitDb = playedDb + this.#couplingDb
    // What is louder than the limit is a person, and teaches nothing of the echo.
    if (heardDb < limitDb) this.#learn(heardDb - playedDb)
    return limitDb
  }

  #learn(ratioDb: number): void {
    this.#loudestDb = Math.max(this.#loudestDb, ratioDb)
    if (++this.#frames < LEARNS_IN) return
    const wantedDb = this.#loudestDb + MARGIN_DB
    // Up at once, down slowly: taking an echo for a person costs more than asking somebody to speak up.
    this.#couplingDb += (wantedDb > this.#couplingDb ? 1 : 0.5) * (wantedDb - this.#couplingDb)
    this.#loudestDb = LEAST_DB
    this.#frames = 0
  }

  #loudest(): number {
    let loudest = 0
    for (const level of this.#played) loudest = Math.max(loudest, level)
    return loudest
  }
}
