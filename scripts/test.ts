// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runCheck, type Tally } from './check.ts'
import { findChromium } from './chromium.ts'
import { EXIT, KitError } from './exit.ts'
import { ROOT } from './paths.ts'
import { bad, dim, duration, good, progress, strong } from './terminal.ts'
import { runVitest } from './vitest-run.ts'

interface Part {
  readonly name: string
  readonly title: string
  readonly run: () => Promise<Tally>
}

const skip = (why: string): Tally => {
  process.stdout.write(`skipped: ${why}\n`)
  return { passed: 0, failed: 0, skipped: 1 }
}

const E2E_CONFIG = 'vitest.e2e.config.ts'

async function browser(): Promise<Tally> {
  if (!existsSync(join(ROOT, E2E_CONFIG))) return skip(`there is no ${E2E_CONFIG} yet`)
  const chromium = findChromium()
  if (!chromium)
    return skip(
      process.env.CHROMIUM_PATH
        ? `CHROMIUM_PATH=${process.env.CHROMIUM_PATH} is no file`
        : 'no Chromium found; install one (apt-get install chromium) or set CHROMIUM_PATH',
    )
  process.stdout.write(dim(`${chromium}\n`))
  // Once, before the clock of any test runs.
  const { buildWeb } = await import('../app/web/build.ts')
  const stop = progress(() => 'building the page')
  await buildWeb().finally(stop)
  return runVitest(['--config', E2E_CONFIG], { CHROMIUM_PATH: chromium })
}

const PARTS: readonly Part[] = [
  { name: 'check', title: 'Format, lint, types, arrows', run: runCheck },
  { name: 'unit', title: 'Unit tests', run: () => runVitest([]) },
  { name: 'browser', title: 'End to end in a browser', run: browser },
  { name: 'labs', title: 'Labs', run: async () => (await import('../labs/verify.ts')).verifyLabs() },
  { name: 'docs', title: 'Documentation', run: async () => (await import('../docs/gates.ts')).checkDocs() },
]

/** Which parts `--only` names, all of them without it. Throws {@link KitError} for a name that is none. */
export function chosen(only: string | undefined): readonly Part[] {
  if (only === undefined) return PARTS
  return only.split(',').map((name) => {
    const part = PARTS.find((candidate) => candidate.name === name.trim())
    if (!part)
      throw new KitError(
        EXIT.usage,
        `'${name}' is no part of the tests; there are ${PARTS.map((p) => p.name).join(', ')}.`,
      )
    return part
  })
}

/** `npm test`: every part, whether or not an earlier one failed; the last line says how many tests did what. */
export async function test(options: { readonly only?: string } = {}): Promise<void> {
  const total = { passed: 0, failed: 0, skipped: 0 }
  const lines: string[] = []
  for (const { title, run } of chosen(options.only)) {
    process.stdout.write(`\n${strong(title)}\n`)
    const startedAt = performance.now()
    const counts = await run().catch((error: unknown): Tally => {
      process.stdout.write(`${bad(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
      return { passed: 0, failed: 1, skipped: 0 }
    })
    total.passed += counts.passed
    total.failed += counts.failed
    total.skipped += counts.skipped
    const mark = counts.failed > 0 ? bad('✗') : good('✓')
    lines.push(`${mark} ${title}: ${words(counts)} ${dim(duration(performance.now() - startedAt))}`)
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n${words(total)}\n`)
  // No message: the closing line is what says it, alone and last.
  process.exitCode = total.failed > 0 ? EXIT.no : EXIT.done
}

const words = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped} skipped`
