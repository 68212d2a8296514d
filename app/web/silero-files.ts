// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * What the page needs for Silero, if `@ricky0123/vad-web` is installed; else nothing. It is not among the dependencies: it
 * brings 155 MB that few will use. `npm install --no-save @ricky0123/vad-web@0.0.31` adds it to this copy.
 */
export function sileroFiles(): readonly string[] {
  try {
    const model = join(dirname(require.resolve('@ricky0123/vad-web')), 'silero_vad_v5.onnx')
    const runtime = dirname(require.resolve('onnxruntime-web'))
    const files = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']
    return [model, ...files.map((name) => join(runtime, name))].filter((file) => existsSync(file))
  } catch {
    return []
  }
}

/** Puts them among the public files, so that the page gets them from its own origin, if it ever asks. */
export async function copySilero(webDir: string): Promise<void> {
  const folder = join(webDir, 'public/silero')
  await rm(folder, { recursive: true, force: true })
  const files = sileroFiles()
  if (files.length === 0) return
  await mkdir(folder, { recursive: true })
  await Promise.all(files.map((file) => copyFile(file, join(folder, basename(file)))))
}
