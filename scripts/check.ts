// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT, KitError } from './exit.ts'
import { ROOT } from './paths.ts'
import { arrowViolations } from './rules/arrows.ts'
import { houseViolations } from './rules/house.ts'
import { missingOptional, parseLockfile } from './rules/lockfile.ts'
import { sourceFiles } from './rules/source-files.ts'
import { type Ended, runNode } from './run.ts'
import { bad, dim, duration, good, progress } from './terminal.ts'

/** What a part of `npm run check` or `npm test` found. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

interface Task {
  readonly name: string
  readonly run: () => Promise<Ended>
}

const BIOME = 'node_modules/@biomejs/biome/bin/biome'
const TSC = 'node_modules/typescript/bin/tsc'

/** Every TypeScript project: which globals a file may use depends on where it runs. */
const PROJECTS: readonly (readonly [name: string, tsconfig: string])[] = [
  ['types: Node code', 'tsconfig.json'],
  ['types: core, no Node and no DOM', 'app/core/tsconfig.json'],
  ['types: page', 'app/web/tsconfig.json'],
  ['types: audio worklets', 'app/web/audio/tsconfig.json'],
  ["types: labs' page", 'labs/serve/page/tsconfig.json'],
]

async function rules(): Promise<Ended> {
  const startedAt = performance.now()
  const files = sourceFiles(ROOT)
  const unnamed = missingOptional(parseLockfile(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')))
  const advice = 'run: node --import tsx scripts/complete-lockfile.ts'
  const violations = [
    ...arrowViolations(files),
    ...houseViolations(files),
    ...unnamed.map(({ name }) => ({
      path: 'package-lock.json',
      line: 1,
      message: `does not name ${name}, so npm ci fails; ${advice}`,
    })),
  ]
  return {
    code: violations.length === 0 ? 0 : 1,
    output: violations.map(({ path, line, message }) => `${path}:${line}  ${message}`).join('\n'),
    ms: performance.now() - startedAt,
  }
}

function tasks(): Task[] {
  return [
    { name: 'arrows and house rules', run: rules },
    { name: 'format and lint', run: () => runNode(BIOME, ['check', '--colors=off', '.']) },
    ...PROJECTS.filter(([, path]) => existsSync(join(ROOT, path))).map(([name, path]) => ({
      name,
      run: () => runNode(TSC, ['--project', path, '--pretty', 'false']),
    })),
  ]
}

/** Runs every part at once, prints each with its time as it ends. */
export async function runCheck(): Promise<Tally> {
  const all = tasks()
  const open = new Set(all.map(({ name }) => name))
  const stop = progress(() => `checking: ${[...open].join(', ')}`)
  const startedAt = performance.now()
  let failed = 0
  await Promise.all(
    all.map(async ({ name, run }) => {
      const { code, output, ms } = await run()
      open.delete(name)
      if (code !== 0) failed += 1
      process.stdout.write(`${code === 0 ? good('✓') : bad('✗')} ${name} ${dim(duration(ms))}\n`)
      if (code !== 0) process.stdout.write(`${output.trim().replace(/^/gm, '    ')}\n`)
    }),
  )
  stop()
  process.stdout.write(dim(`check: ${duration(performance.now() - startedAt)}\n`))
  return { passed: all.length - failed, failed, skipped: 0 }
}

/** `npm run check`. */
export async function check(): Promise<void> {
  const { failed } = await runCheck()
  if (failed > 0)
    throw new KitError(
      EXIT.no,
      `${failed} of the checks failed. \`npm run format\` mends what can be mended by itself.`,
    )
}
