// SPDX-License-Identifier: Apache-2.0
import type { Wave } from '../waves.ts'
import type { KindRef, KubernetesClient } from './client.ts'
import type { Clock } from './clock.ts'
import { watchedOf } from './readiness/readiness.ts'

/** A burst of changes is looked at once. */
const BURST_MS = 500

export interface WatchOptions {
  readonly clock: Clock
  readonly gpu?: boolean
  readonly signal?: AbortSignal
}

/** Watches the kinds that a wave waits for. A watch that cannot be had only makes the waiting longer. */
export class SomethingChanges {
  readonly #clock: Clock
  readonly #over = new AbortController()
  readonly #until: AbortSignal
  #hasChanged = false
  #tell: () => void = () => undefined

  constructor(client: KubernetesClient, wave: Wave, { clock, gpu, signal }: WatchOptions) {
    this.#clock = clock
    this.#until = signal === undefined ? this.#over.signal : AbortSignal.any([signal, this.#over.signal])
    const kinds = new Map<string, KindRef>()
    for (const { apiVersion, kind } of watchedOf(wave, gpu)) kinds.set(`${apiVersion}/${kind}`, { apiVersion, kind })
    for (const kind of kinds.values()) void this.#follow(client, kind).catch(() => undefined)
  }

  /** The server ends a watch after some minutes; then it begins anew. */
  async #follow(client: KubernetesClient, kind: KindRef): Promise<void> {
    while (!this.#until.aborted) {
      await client.follow(kind, () => this.#changed(), { signal: this.#until })
      // What happened in between nobody has told.
      this.#changed()
    }
  }

  #changed(): void {
    this.#hasChanged = true
    this.#tell()
  }

  /** Waits until something has changed since it was last called, `longestMs` at most. Throws what the signal was aborted with. */
  async wait(longestMs: number): Promise<void> {
    const changed = new Promise<void>((resolve) => {
      this.#tell = resolve
      if (this.#hasChanged) resolve()
    })
    const slept = new AbortController()
    const until = AbortSignal.any([this.#until, slept.signal])
    try {
      await Promise.race([
        this.#clock.sleep(longestMs, until),
        changed.then(() => this.#clock.sleep(Math.min(BURST_MS, longestMs), until)),
      ])
    } finally {
      slept.abort()
      this.#hasChanged = false
    }
  }

  stop(): void {
    this.#over.abort()
  }
}
