// SPDX-License-Identifier: Apache-2.0

/** Bytes of one mono s16le sample. */
export const BYTES_PER_SAMPLE = 2

/**
 * Samples in [-1, 1) from mono s16le bytes. A last odd byte is left out: whoever cuts a stream into pieces keeps
 * samples whole.
 * @param target written from its start, if given; must hold `bytes.length / 2` samples
 * @returns the samples: `target` cut to length, or a new array
 */
export function decodeS16le(bytes: Uint8Array, target?: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const count = Math.floor(bytes.byteLength / BYTES_PER_SAMPLE)
  const samples = target === undefined ? new Float32Array(count) : target.subarray(0, count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(i * BYTES_PER_SAMPLE, true) / 0x8000
  return samples
}

/** Mono s16le bytes from samples in [-1, 1]. What is louder is clipped, never wrapped around. */
export function encodeS16le(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * BYTES_PER_SAMPLE)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] ?? 0) * 0x8000)
    view.setInt16(i * BYTES_PER_SAMPLE, Math.max(-0x8000, Math.min(0x7fff, scaled)), true)
  }
  return bytes
}

/** How long `bytes` of mono s16le last, in milliseconds. */
export function pcmMs(bytes: number, sampleRate: number): number {
  return (bytes / BYTES_PER_SAMPLE / sampleRate) * 1000
}
