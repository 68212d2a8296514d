// SPDX-License-Identifier: Apache-2.0

import type { Playout } from './playout.ts'

/**
 * Five frames of 20 ms: enough for a busy main thread and a loopback or workshop network to deliver the next frame,
 * and below what a listener feels as a pause.
 */
export const FIXED_PREBUFFER_MS = 100

// #region playout-fixed
/** The simplest rule: always the same reserve, however fast the reply arrives. */
export class FixedPlayout implements Playout {
  readonly #reserveMs: number

  constructor(reserveMs: number = FIXED_PREBUFFER_MS) {
    this.#reserveMs = reserveMs
  }

  begin(): void {}

  forget(): void {}

  expect(): void {}

  arrived(): void {}

  mayStart(bufferedMs: number): boolean {
    return bufferedMs >= this.#reserveMs
  }
}
// #endregion playout-fixed
