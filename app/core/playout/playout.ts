// SPDX-License-Identifier: Apache-2.0

import type { Delivery } from './delivery.ts'

/**
 * When to start playing a reply that is still arriving, and when to start again after an underrun. It lives on the audio
 * thread: no call allocates, and each takes constant time. Time is on any clock that does not go back.
 */
export interface Playout {
  /**
   * A reply begins; its speech follows.
   * @param delivery how the same voice was lately delivered to all who heard it; null when nobody told. Not kept.
   */
  begin(delivery: Delivery | null): void
  /** The next reply is made at another pace than those before. */
  forget(): void
  /**
   * How long the reply will be, as far as its text is written; said again whenever that changes.
   * @param isFinal the text is complete
   */
  expect(expectedMs: number, isFinal: boolean): void
  /**
   * More speech is there.
   * @param bufferedMs all that waits to be played, this included
   */
  arrived(audioMs: number, atMs: number, bufferedMs: number): void
  /** Whether to start, with this much speech waiting. Need not be asked once all of the reply is there: then, always. */
  mayStart(bufferedMs: number): boolean
}
