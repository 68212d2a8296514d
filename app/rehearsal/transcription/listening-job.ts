// SPDX-License-Identifier: Apache-2.0

/** What a recognition worker is asked for; it answers with `Heard`. */
export interface ListeningJob {
  /** Samples in [-1, 1). */
  readonly recorded: Float32Array
  /** Hertz. */
  readonly sampleRate: number
}
