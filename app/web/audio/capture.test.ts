// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { resample } from '#core/resample'
import { CAPTURE_RATE, Capture, FRAME_SAMPLES } from './capture.ts'

it.each([44_100, 48_000, 16_000])(
  'blocks of 128 at %i Hz become the same frames as the whole recording at once',
  (rate) => {
    const recording = Float32Array.from({ length: rate / 2 }, (_, i) => Math.sin((2 * Math.PI * 300 * i) / rate))
    const frames: number[] = []
    const capture = new Capture(rate, (frame) => {
      expect(frame.length).toBe(FRAME_SAMPLES)
      frames.push(...frame)
    })
    for (let at = 0; at < recording.length; at += 128) capture.feed(recording.subarray(at, at + 128))
    // All but the last frame, for which later samples are missing.
    expect(frames.length).toBeGreaterThanOrEqual(CAPTURE_RATE / 2 - 2 * FRAME_SAMPLES)
    expect(Float32Array.from(frames)).toEqual(resample(recording, rate, CAPTURE_RATE).subarray(0, frames.length))
  },
)
