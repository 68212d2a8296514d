// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'

const webDir = fileURLToPath(new URL('.', import.meta.url))

/**
 * How the audio worklets are bundled. Next would copy `new URL('./x.worklet.ts', import.meta.url)` as raw TypeScript,
 * so esbuild makes one self-contained module of each and puts it among the public files.
 */
export function workletBundle(): BuildOptions {
  const audioDir = join(webDir, 'audio')
  return {
    entryPoints: readdirSync(audioDir)
      .filter((name) => name.endsWith('.worklet.ts'))
      .map((name) => join(audioDir, name)),
    outdir: join(webDir, 'public/worklets'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    logLevel: 'warning',
  }
}
