// SPDX-License-Identifier: Apache-2.0

/** Why there is no microphone, as a `code`; the message says what to do. */
export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError'
  readonly code: 'denied' | 'missing' | 'in_use' | 'unsupported'

  constructor(code: MicrophoneError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * The microphone as a source of 20 ms frames of 16 kHz samples. It is open only while somebody speaks, so the browser
 * shows the red dot only then; its audio context is kept, so the next time is quick.
 */
export class Microphone {
  #context: AudioContext | null = null
  #release: (() => void) | null = null

  /**
   * Asks for the microphone and hands on what it hears until `close`. Throws {@link MicrophoneError}.
   * @param onFrame gets each frame
   * @param onLost the device was unplugged or taken away
   */
  async open(onFrame: (frame: Float32Array) => void, onLost: () => void): Promise<void> {
    this.close()
    if (typeof AudioWorkletNode === 'undefined' || navigator.mediaDevices === undefined) {
      throw new MicrophoneError(
        'unsupported',
        'Speaking needs https or localhost, and a current browser. You can type instead.',
      )
    }
    const [stream, context] = await Promise.all([askForMicrophone(), this.#openContext()])
    const source = context.createMediaStreamSource(stream)
    const capture = new AudioWorkletNode(context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    })
    capture.port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof Float32Array) onFrame(data)
    }
    for (const track of stream.getTracks()) track.addEventListener('ended', onLost)
    source.connect(capture)
    this.#release = () => {
      capture.port.onmessage = null
      source.disconnect()
      for (const track of stream.getTracks()) {
        track.removeEventListener('ended', onLost)
        track.stop()
      }
    }
  }

  /** Lets go of the microphone. */
  close(): void {
    this.#release?.()
    this.#release = null
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

async function askForMicrophone(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
  } catch (error) {
    throw explained(error)
  }
}

/** https://developer.mozilla.org/docs/Web/API/MediaDevices/getUserMedia#exceptions */
function explained(error: unknown): MicrophoneError {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MicrophoneError(
        'denied',
        'The browser may not use the microphone. Allow it in the address bar and try again, or type instead.',
      )
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new MicrophoneError('missing', 'There is no microphone. Plug one in and try again, or type instead.')
    case 'NotReadableError':
    case 'AbortError':
      return new MicrophoneError(
        'in_use',
        'Another program holds the microphone. Close it and try again, or type instead.',
      )
    default:
      return new MicrophoneError(
        'unsupported',
        `The microphone could not be opened (${String(error)}). You can type instead.`,
      )
  }
}
