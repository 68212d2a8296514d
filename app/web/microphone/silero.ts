// SPDX-License-Identifier: Apache-2.0

import { EchoGuard } from '#core/echo-guard'
import { VOICE_FRAME, type VoiceEvent } from '#core/voice-activity'
import { Voicing } from '#core/voicing'
import type { VoiceDetector } from './hands-free.ts'

/** Where the build puts it, if it is installed. */
const FOLDER = '/silero'

/** Samples that the model takes at a time (32 ms), and how many of the ones before it wants to see again. */
const WINDOW = 512
const CONTEXT = 64

/** Probabilities and times as in the model's own examples, but an end that a conversation can wait for. */
const ENTER = 0.5
const STAY = 0.35
const BEGIN_FRAMES = 5
const BARGE_IN_FRAMES = 10
const END_FRAMES = 26

/** A machine that is this far behind is too slow for the model. */
const MOST_WAITING = 10

/** Silero cannot be had. The message says how to get it. */
export class SileroError extends Error {
  override readonly name = 'SileroError'
  readonly code = 'no_silero'
}

/** As much of onnxruntime-web as is used here: it is not installed by default, so its types are not either. */
interface Runtime {
  readonly env: { readonly wasm: { wasmPaths: string; numThreads: number } }
  readonly InferenceSession: { create(model: string, options: object): Promise<Model> }
  readonly Tensor: new (type: string, data: Float32Array | BigInt64Array, shape: readonly number[]) => object
}

interface Model {
  run(inputs: Readonly<Record<string, object>>): Promise<Readonly<Record<string, Output>>>
}

interface Output {
  readonly data: Float32Array
}

/** Fetches runtime and model from this origin: 17 MB, once. Throws {@link SileroError}. */
export async function loadSilero(): Promise<VoiceDetector> {
  try {
    const address = `${FOLDER}/ort.wasm.min.mjs`
    const runtime: unknown = await import(/* turbopackIgnore: true */ /* webpackIgnore: true */ address)
    if (!isRuntime(runtime)) throw new Error('not onnxruntime-web')
    runtime.env.wasm.wasmPaths = `${FOLDER}/`
    runtime.env.wasm.numThreads = 1
    const model = await runtime.InferenceSession.create(`${FOLDER}/silero_vad_v5.onnx`, {
      executionProviders: ['wasm'],
    })
    return new Silero(runtime, model)
  } catch (error) {
    throw new SileroError(
      'Silero is not on this server, so speech is noticed by its pitch. To have it: npm install --no-save @ricky0123/vad-web@0.0.31, then start again.',
      { cause: error },
    )
  }
}

function isRuntime(value: unknown): value is Runtime {
  return (
    typeof value === 'object' && value !== null && 'InferenceSession' in value && 'Tensor' in value && 'env' in value
  )
}

/** A small neural network that tells speech from everything else, in place of pitch and noise floor. */
class Silero implements VoiceDetector {
  readonly #runtime: Runtime
  readonly #model: Model
  readonly #echo = new EchoGuard()
  readonly #voicing = new Voicing()
  readonly #window = new Float32Array(CONTEXT + WINDOW)
  #filled = CONTEXT
  #memory: object
  #waiting = 0
  #working: Promise<void> = Promise.resolve()
  #probability = 0
  #speaking = false
  #frames = 0

  constructor(runtime: Runtime, model: Model) {
    this.#runtime = runtime
    this.#model = model
    this.#memory = new runtime.Tensor('float32', new Float32Array(256), [2, 1, 128])
  }

  push(frame: Float32Array, played: number): VoiceEvent {
    this.#feed(frame)
    const { levelDb } = this.#voicing.push(frame)
    const isSpeech = levelDb > this.#echo.push(played, levelDb) && this.#probability > (this.#speaking ? STAY : ENTER)
    if (this.#speaking) {
      this.#frames = isSpeech ? 0 : this.#frames + 1
      if (this.#frames < END_FRAMES) return { type: 'none' }
      this.reset()
      return { type: 'end' }
    }
    this.#frames = isSpeech ? this.#frames + 1 : Math.max(0, this.#frames - 1)
    const needed = this.#echo.audible ? BARGE_IN_FRAMES : BEGIN_FRAMES
    if (this.#frames < needed) return { type: 'none' }
    this.#speaking = true
    this.#frames = 0
    // The answer is about what was heard a window ago.
    return { type: 'begin', frames: needed + Math.ceil(WINDOW / VOICE_FRAME) }
  }

  reset(): void {
    this.#speaking = false
    this.#frames = 0
  }

  #feed(frame: Float32Array): void {
    let from = 0
    while (from < frame.length) {
      const count = Math.min(frame.length - from, this.#window.length - this.#filled)
      this.#window.set(frame.subarray(from, from + count), this.#filled)
      this.#filled += count
      from += count
      if (this.#filled < this.#window.length) return
      this.#ask(this.#window.slice())
      this.#window.copyWithin(0, WINDOW)
      this.#filled = CONTEXT
    }
  }

  #ask(window: Float32Array): void {
    if (this.#waiting >= MOST_WAITING) return
    this.#waiting++
    this.#working = this.#working.then(async () => {
      try {
        const { Tensor } = this.#runtime
        const { output, stateN } = await this.#model.run({
          input: new Tensor('float32', window, [1, window.length]),
          state: this.#memory,
          sr: new Tensor('int64', BigInt64Array.of(16_000n), [1]),
        })
        this.#probability = output?.data[0] ?? 0
        if (stateN !== undefined) this.#memory = stateN
      } finally {
        this.#waiting--
      }
    })
  }
}
