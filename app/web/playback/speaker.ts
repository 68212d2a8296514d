// SPDX-License-Identifier: Apache-2.0

import { allocateRing, Ring } from '#core/ring'

/** The rate speech models answer in. Asking for it spares a resampling, if the browser agrees. */
const WANTED_RATE = 24_000

/**
 * Seconds of speech the ring holds: more than the server sends ahead of the listener. What would not fit anyway waits in
 * {@link Playback}.
 */
const RING_SECONDS = 10

/** Something that renders what is in a ring. Times are those of `performance.now()`. */
export interface Speaker {
  readonly ring: Ring
  /** What it really renders at, which need not be what was asked for. */
  readonly sampleRate: number
  /** When a frame of the audio clock leaves the loudspeaker. */
  heardAtMs(frame: number): number
  /** False while the browser waits for a click before it lets a page make sound. */
  readonly allowed: boolean
  /** Call it from a click or a key press. */
  allow(): void
  /** Ends it for good. */
  close(): void
}

/** Why there can be no sound. The message says what to do. */
export class SpeakerError extends Error {
  override readonly name = 'SpeakerError'
  readonly code = 'no_speaker'
}

/** Opens the loudspeaker: an AudioContext with the player worklet in it. Throws {@link SpeakerError}. */
export async function openSpeaker(): Promise<Speaker> {
  if (typeof AudioWorkletNode === 'undefined') {
    throw new SpeakerError(
      'This browser cannot play the reply (no AudioWorklet). Open the page over https or localhost.',
    )
  }
  if (!globalThis.crossOriginIsolated) {
    throw new SpeakerError(
      'This page is not isolated, so replies are silent. Open it by itself, not inside another page.',
    )
  }
  const context = new AudioContext({ sampleRate: WANTED_RATE, latencyHint: 'interactive' })
  await context.audioWorklet.addModule('/worklets/player.worklet.js')
  const storage = allocateRing(context.sampleRate * RING_SECONDS)
  const node = new AudioWorkletNode(context, 'player', {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { storage },
  })
  node.connect(context.destination)
  return {
    ring: new Ring(storage),
    sampleRate: context.sampleRate,
    heardAtMs: (frame) => {
      // The pair says which moment of the audio clock is at the loudspeaker now, output latency included.
      const { contextTime = context.currentTime, performanceTime = performance.now() } = context.getOutputTimestamp()
      return performanceTime + (frame / context.sampleRate - contextTime) * 1000
    },
    get allowed() {
      return context.state === 'running'
    },
    allow: () => void context.resume(),
    close: () => void context.close(),
  }
}
