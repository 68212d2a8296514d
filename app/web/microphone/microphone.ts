// SPDX-License-Identifier: Apache-2.0

import { explained, MicrophoneError } from './microphone-error.ts'

export interface MicrophoneEvents {
  /** 20 ms of 16 kHz samples. */
  onFrame(frame: Float32Array): void
  /** The device was unplugged, or taken away. */
  onLost(): void
  /** The system, a switch on the device, or a key silenced it, or gave it back. */
  onMuted(muted: boolean): void
}

/**
 * The microphone as a source of frames. It is open only as long as it is needed, so the browser shows its red dot only then;
 * its audio context is kept, so the next time is quick.
 */
export class Microphone {
  #context: AudioContext | null = null
  #release: (() => void) | null = null
  #level = 0
  /** Counts openings, so that one that took too long does not undo a later one. */
  #opening = 0

  /** How loud it is right now: root mean square of the last frame, 0 to 1. */
  get level(): number {
    return this.#level
  }

  /**
   * Asks for the microphone and hands on what it hears until `close`. Resolves to false if it was closed meanwhile. Throws
   * {@link MicrophoneError}.
   * @param deviceId which one; null: whichever the system prefers
   */
  async open(deviceId: string | null, { onFrame, onLost, onMuted }: MicrophoneEvents): Promise<boolean> {
    this.close()
    const opening = ++this.#opening
    assertPossible()
    const [stream, context] = await Promise.all([askForMicrophone(deviceId), this.#openContext()])
    const tracks = stream.getTracks()
    if (opening !== this.#opening) {
      for (const track of tracks) track.stop()
      return false
    }
    const source = context.createMediaStreamSource(stream)
    const capture = new AudioWorkletNode(context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    capture.port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!(data instanceof Float32Array)) return
      this.#level = loudness(data)
      onFrame(data)
    }
    const watching = new AbortController()
    for (const track of tracks) {
      track.addEventListener('ended', onLost, { signal: watching.signal })
      track.addEventListener('mute', () => onMuted(true), { signal: watching.signal })
      track.addEventListener('unmute', () => onMuted(false), { signal: watching.signal })
    }
    source.connect(capture)
    this.#release = () => {
      capture.port.onmessage = null
      source.disconnect()
      watching.abort()
      for (const track of tracks) track.stop()
    }
    return true
  }

  /** Lets go of the microphone. */
  close(): void {
    this.#opening++
    this.#level = 0
    this.#release?.()
    this.#release = null
  }

  /** Ends it for good. */
  dispose(): void {
    this.close()
    void this.#context?.close()
    this.#context = null
  }

  /** A context at the device's own rate: not every browser converts between a microphone and another rate. */
  async #openContext(): Promise<AudioContext> {
    if (this.#context === null) {
      const context = new AudioContext({ latencyHint: 'interactive' })
      await context.audioWorklet.addModule('/worklets/capture.worklet.js')
      this.#context = context
    }
    await this.#context.resume()
    return this.#context
  }
}

function assertPossible(): void {
  if (!globalThis.isSecureContext || navigator.mediaDevices === undefined) {
    throw new MicrophoneError(
      'insecure',
      'Browsers give the microphone to https and localhost only. Open the page there; here you can type, or send a WAV file.',
    )
  }
  if (typeof AudioWorkletNode === 'undefined') {
    throw new MicrophoneError(
      'no_worklet',
      'This browser cannot record for a page (no AudioWorklet). Update it, or type, or send a WAV file.',
    )
  }
}

async function askForMicrophone(deviceId: string | null): Promise<MediaStream> {
  const wanted = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: deviceId === null ? wanted : { ...wanted, deviceId: { exact: deviceId } },
    })
  } catch (error) {
    throw explained(error)
  }
}

/** Root mean square. */
function loudness(frame: Float32Array): number {
  return Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length)
}
