// SPDX-License-Identifier: Apache-2.0

import { allocateRing, Ring, ringCapacity } from '#core/ring'
import { type Feeder, type FeederKind, PortFeeder, RingFeeder } from './feeder.ts'

/** The rate speech models answer in. Asking for it spares a resampling, if the browser agrees. */
const WANTED_RATE = 24_000

/**
 * Seconds of speech on the audio thread's side: all that the server lets a player gather that must wait out a slow model
 * (`SEND_LEAD` in core), and some more. What would not fit anyway waits in {@link Playback}.
 */
const RING_SECONDS = 40

/** Something that renders what it is fed. Times are those of `performance.now()`. */
export interface Speaker {
  readonly feeder: Feeder
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

/** Shared memory needs a page that is isolated, which one in a stranger's frame is not. */
function bestFeeder(): FeederKind {
  return globalThis.crossOriginIsolated ? 'ring' : 'port'
}

/** Opens the loudspeaker: an AudioContext with the player worklet in it. Throws {@link SpeakerError}. */
export async function openSpeaker(kind: FeederKind = bestFeeder()): Promise<Speaker> {
  if (typeof AudioWorkletNode === 'undefined') {
    throw new SpeakerError(
      'This browser cannot play the reply (no AudioWorklet). Open the page over https or localhost.',
    )
  }
  const context = newContext()
  try {
    await context.audioWorklet.addModule('/worklets/player.worklet.js')
  } catch (error) {
    void context.close()
    throw new SpeakerError(`The player could not be loaded (${String(error)}), so replies are silent. Reload the page.`)
  }
  const capacity = ringCapacity(context.sampleRate * RING_SECONDS)
  const storage = kind === 'ring' ? allocateRing(capacity) : null
  const node = new AudioWorkletNode(context, 'player', {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { storage, samples: capacity },
  })
  node.connect(context.destination)
  return {
    feeder: storage === null ? new PortFeeder(node.port, capacity) : new RingFeeder(new Ring(storage)),
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

/** Some browsers refuse a rate that the hardware does not have; then it is the hardware's, and speech is resampled. */
function newContext(): AudioContext {
  try {
    return new AudioContext({ sampleRate: WANTED_RATE, latencyHint: 'interactive' })
  } catch {
    return new AudioContext({ latencyHint: 'interactive' })
  }
}
