// SPDX-License-Identifier: Apache-2.0
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

/** A clock that stands still but for sleeping, which takes no time; `step` is what the world does meanwhile. */
export class SteppingClock implements Clock {
  #nowMs = 0

  constructor(private readonly step: () => void = () => undefined) {}

  now(): number {
    return this.#nowMs
  }

  get date(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#nowMs)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.#nowMs += ms
    this.step()
    await setImmediate()
    signal?.throwIfAborted()
  }
}
