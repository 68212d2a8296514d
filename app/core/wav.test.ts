// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest'
import { WaveFile } from 'wavefile'
import { parseWav, WavError, writeWav } from './wav.ts'

const SAMPLES = Int16Array.from({ length: 321 }, (_, i) => Math.round(20_000 * Math.sin(i / 5)))
const PCM = new Uint8Array(SAMPLES.buffer)

/** Bytes of a file made by another implementation. */
function oracle(channels: number, rate: number, depth: string, samples: ArrayLike<number> = SAMPLES): Uint8Array {
  const wav = new WaveFile()
  wav.fromScratch(channels, rate, depth, Array.from(samples))
  return wav.toBuffer()
}

function chunk(id: string, body: Uint8Array, size = body.length): Uint8Array {
  const bytes = new Uint8Array(8 + body.length + (body.length % 2))
  bytes.set([...id].map((c) => c.charCodeAt(0)))
  new DataView(bytes.buffer).setUint32(4, size, true)
  bytes.set(body, 8)
  return bytes
}

function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = new Uint8Array(Buffer.concat(chunks))
  const head = new Uint8Array(12)
  head.set([...'RIFF'].map((c) => c.charCodeAt(0)))
  new DataView(head.buffer).setUint32(4, body.length + 4, true)
  head.set(
    [...'WAVE'].map((c) => c.charCodeAt(0)),
    8,
  )
  return new Uint8Array(Buffer.concat([head, body]))
}

function format({ tag = 1, channels = 1, rate = 16_000, byteRate = 32_000, align = 2, bits = 16, extra = 0 } = {}) {
  const body = new Uint8Array(16 + extra)
  const view = new DataView(body.buffer)
  view.setUint16(0, tag, true)
  view.setUint16(2, channels, true)
  view.setUint32(4, rate, true)
  view.setUint32(8, byteRate, true)
  view.setUint16(12, align, true)
  view.setUint16(14, bits, true)
  return chunk('fmt ', body)
}

function codeOf(file: Uint8Array): string {
  try {
    parseWav(file)
  } catch (error) {
    if (error instanceof WavError) return error.code
    throw error
  }
  return 'accepted'
}

describe('beside another implementation', () => {
  it('writes what wavefile reads', () => {
    const wav = new WaveFile(writeWav(PCM, 24_000))
    expect(wav.fmt).toMatchObject({ numChannels: 1, sampleRate: 24_000, bitsPerSample: 16, audioFormat: 1 })
    expect(Int16Array.from(wav.getSamples(false))).toEqual(SAMPLES)
  })

  it('writes byte for byte what wavefile writes', () => {
    expect(Buffer.from(writeWav(PCM, 16_000)).equals(oracle(1, 16_000, '16'))).toBe(true)
  })

  it('reads what wavefile writes', () => {
    const wav = parseWav(oracle(1, 22_050, '16'))
    expect(wav.sampleRate).toBe(22_050)
    expect(wav.sampleCount).toBe(321)
    expect(wav.durationMs).toBeCloseTo((321 / 22_050) * 1_000)
    expect(Buffer.from(wav.pcm).equals(Buffer.from(PCM))).toBe(true)
  })

  it.each([
    ['stereo', oracle(2, 16_000, '16', SAMPLES.subarray(0, 320)), 'unsupported_channels'],
    ['8 bit', oracle(1, 16_000, '8', [1, 2, 3, 4]), 'unsupported_depth'],
    ['24 bit', oracle(1, 16_000, '24'), 'unsupported_depth'],
    ['32 bit float', oracle(1, 16_000, '32f', [0, 0.5]), 'unsupported_encoding'],
    ['no samples', oracle(1, 16_000, '16', []), 'no_samples'],
  ])('refuses %s', (_name, file, code) => {
    expect(codeOf(file)).toBe(code)
  })
})

describe('odd but honest files', () => {
  it('skips chunks it does not know, of odd size too', () => {
    const file = riff(chunk('LIST', new Uint8Array(7)), format(), chunk('junk', new Uint8Array(3)), chunk('data', PCM))
    expect(parseWav(file).sampleCount).toBe(321)
  })

  it('ignores what follows the samples', () => {
    expect(parseWav(riff(format(), chunk('data', PCM), chunk('LIST', new Uint8Array(9)))).sampleCount).toBe(321)
  })

  it('reads WAVE_FORMAT_EXTENSIBLE', () => {
    const extensible = format({ tag: 0xfffe, extra: 24 })
    new DataView(extensible.buffer).setUint16(8 + 24, 1, true)
    expect(parseWav(riff(extensible, chunk('data', PCM))).sampleCount).toBe(321)
  })

  it.each([0xffffffff, 0x7fffffff])('reads a streamed file of unknown length (%i) to its end', (size) => {
    expect(parseWav(riff(format(), chunk('data', PCM, size))).sampleCount).toBe(321)
  })

  it('drops half a sample', () => {
    expect(parseWav(riff(format(), chunk('data', PCM.subarray(0, 9)))).sampleCount).toBe(4)
  })

  it('reads a view that begins inside a larger buffer', () => {
    const file = writeWav(PCM, 16_000)
    const larger = new Uint8Array(file.length + 3)
    larger.set(file, 3)
    expect(parseWav(larger.subarray(3)).sampleCount).toBe(321)
  })
})

describe('lying headers', () => {
  it.each([
    ['more samples than there are', riff(format(), chunk('data', PCM, 5_000_000)), 'truncated'],
    ['a byte rate that does not fit', riff(format({ byteRate: 16_000 }), chunk('data', PCM)), 'bad_header'],
    ['a block size that does not fit', riff(format({ align: 4 }), chunk('data', PCM)), 'bad_header'],
    ['a format chunk of 4 GB', riff(chunk('fmt ', new Uint8Array(16), 0xfffffff0), chunk('data', PCM)), 'bad_header'],
    ['a format chunk of 4 bytes', riff(chunk('fmt ', new Uint8Array(4)), chunk('data', PCM)), 'bad_header'],
    ['a first chunk past the end', riff(chunk('junk', new Uint8Array(4), 0xfffffffe)), 'no_format'],
    ['no format', riff(chunk('data', PCM)), 'no_format'],
    ['no data', riff(format()), 'no_samples'],
    ['0 Hz', riff(format({ rate: 0 }), chunk('data', PCM)), 'unsupported_rate'],
    ['4 GHz', riff(format({ rate: 0xffffffff, byteRate: 1 }), chunk('data', PCM)), 'unsupported_rate'],
    ['no channels', riff(format({ channels: 0 }), chunk('data', PCM)), 'unsupported_channels'],
    ['an MP3', new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'not_wav'],
    ['nothing', new Uint8Array(0), 'not_wav'],
  ])('refuses %s', (_name, file, code) => {
    expect(codeOf(file)).toBe(code)
  })

  it('answers every corrupted file with a WavError or samples within the file', () => {
    const file = oracle(1, 16_000, '16')
    let state = 1
    for (let round = 0; round < 5_000; round++) {
      const broken = Uint8Array.from(file.subarray(0, round % 5 === 0 ? round % 60 : file.length))
      for (let hit = 0; hit < 3 && broken.length > 0; hit++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
        broken[(state >>> 8) % Math.min(48, broken.length)] = state >>> 24
      }
      try {
        expect(parseWav(broken).pcm.byteLength).toBeLessThanOrEqual(broken.length)
      } catch (error) {
        expect(error).toBeInstanceOf(WavError)
      }
    }
  })

  it('says what was found and what would do', () => {
    expect(() => parseWav(oracle(2, 16_000, '16', SAMPLES.subarray(0, 320)))).toThrow('has 2 channels; send mono')
  })
})
