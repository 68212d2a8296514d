// SPDX-License-Identifier: Apache-2.0

/** Builds the page: worklets, then the static export in `app/web/out`. Run it with `tsx app/web/build.ts`. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build as bundle } from 'esbuild'
import { hashOfInputs } from './build-inputs.ts'
import { copySilero } from './silero-files.ts'
import { workletBundle } from './worklets.ts'

const webDir = fileURLToPath(new URL('.', import.meta.url))
const stampFile = join(webDir, '.next/built-from.sha256')

/** Somebody else may be building, another terminal say: how long to wait for them, and how often to look. */
const OTHER_BUILD_WITHIN_MS = 120_000
const OTHER_BUILD_EVERY_MS = 1_000

/** The page could not be built. The message holds what Next said. */
export class WebBuildError extends Error {
  override readonly name = 'WebBuildError'
  readonly code = 'web_build_failed'
}

export interface BuiltWeb {
  /** The folder to serve. */
  readonly outDir: string
  /** False when nothing had changed since the last build. */
  readonly rebuilt: boolean
}

/** Builds the page, unless its sources are the same as last time. Throws {@link WebBuildError}. */
export async function buildWeb({ signal }: { readonly signal?: AbortSignal } = {}): Promise<BuiltWeb> {
  for (const giveUpAt = performance.now() + OTHER_BUILD_WITHIN_MS; ; ) {
    try {
      return await buildOnce(signal)
    } catch (error) {
      if (!isOtherBuild(error) || performance.now() > giveUpAt) throw error
      // What it builds is probably what is wanted here.
      await pause(OTHER_BUILD_EVERY_MS, undefined, signal === undefined ? {} : { signal })
    }
  }
}

function isOtherBuild(error: unknown): boolean {
  return error instanceof WebBuildError && error.message.includes('Another next build process is already running')
}

async function buildOnce(signal: AbortSignal | undefined): Promise<BuiltWeb> {
  const outDir = join(webDir, 'out')
  const inputs = await hashOfInputs(webDir)
  const stamp = await readFile(stampFile, 'utf8').catch(() => '')
  if (stamp === inputs && existsSync(join(outDir, 'index.html'))) return { outDir, rebuilt: false }

  await Promise.all([bundle(workletBundle()), copySilero(webDir)])
  await runNextBuild(signal)
  await mkdir(dirname(stampFile), { recursive: true })
  await writeFile(stampFile, inputs)
  return { outDir, rebuilt: true }
}

/** Next in a process of its own: it leaves nothing behind in ours, and can be stopped. */
async function runNextBuild(signal: AbortSignal | undefined): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'build', webDir], {
    cwd: webDir,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      said += text
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new WebBuildError(`next build ended with exit code ${code}:\n${said.trimEnd()}`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const startedAt = performance.now()
  const { outDir, rebuilt } = await buildWeb()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${rebuilt ? 'Built' : 'Nothing changed in'} ${outDir} (${seconds} s)\n`)
}
