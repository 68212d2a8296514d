// SPDX-License-Identifier: Apache-2.0

/**
 * The AudioWorkletGlobalScope, as far as it is used here: TypeScript ships no types for it.
 * https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope
 */
interface WorkletPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage(message: unknown): void
}

declare abstract class AudioWorkletProcessor {
  readonly port: WorkletPort
  abstract process(inputs: readonly (readonly Float32Array[])[], outputs: readonly (readonly Float32Array[])[]): boolean
}

/** `Options` are the `processorOptions` with which the page makes the node. */
declare function registerProcessor<Options>(
  name: string,
  processor: new (options: { readonly processorOptions: Options }) => AudioWorkletProcessor,
): void

/** Frames rendered by the context when this block starts. */
declare const currentFrame: number
/** Of the context, in Hz. */
declare const sampleRate: number
