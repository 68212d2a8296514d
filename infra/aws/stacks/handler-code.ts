// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'

const ENTRIES = fileURLToPath(new URL('../handlers/lambda/', import.meta.url))

let built: string | undefined

/**
 * All handlers in one run of esbuild, each in a folder of its own: what NodejsFunction would start esbuild for eleven
 * times. Neither Docker nor a network is needed. Not minified, so that a stack trace can be read.
 */
function buildHandlers(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-handlers-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const entries = readdirSync(ENTRIES)
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => ({ in: join(ENTRIES, file), out: join(file.slice(0, -'.ts'.length), 'index') }))
  buildSync({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // They are part of the runtime.
    external: ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'error',
  })
  return folder
}

/** Folder with the bundles, one folder each; made once in a process. */
export function builtHandlers(): string {
  built ??= buildHandlers()
  return built
}

/** The code of one handler: a file in `handlers/lambda/`, without `.ts`. */
export function handlerCode(entry: string): Code {
  return Code.fromAsset(join(builtHandlers(), entry))
}
