// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT, KitError } from './exit.ts'
import { ROOT } from './paths.ts'
import { runTypeScript } from './run.ts'
import { dim, strong } from './terminal.ts'

interface Bench {
  readonly name: string
  /** From the root. */
  readonly file: string
  /** The first sentence of the file's own words. */
  readonly about: string
  /** Its arguments. */
  readonly usage: string
}

const FOLDER = 'scripts/bench'

/** What a program of the folder says about itself: at its top, with how to run it, or to commander; nothing for modules. */
function said(file: string, text: string): Pick<Bench, 'about' | 'usage'> | undefined {
  const top = /\/\*\*([\s\S]*?)\*\//.exec(text)?.[1]?.replace(/\n \* ?/g, '\n') ?? ''
  const usage = top.split(`npx tsx ${file}`)[1]?.split('\n')[0]
  if (usage !== undefined)
    return {
      about:
        top
          .trim()
          .replaceAll('\n', ' ')
          .split(/[.:;]\s/)[0] ?? '',
      usage: usage.replace(/^[`.]*/, '').trim(),
    }
  const about = /new Command\([^)]*\)\s*\.description\('([^']+?)\.?'\)/.exec(text)?.[1]
  return about === undefined ? undefined : { about, usage: '[--help]' }
}

/** Every measurement in `scripts/bench`. */
export function benches(): Bench[] {
  return readdirSync(join(ROOT, FOLDER))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
    .flatMap((entry) => {
      const file = `${FOLDER}/${entry}`
      const words = said(file, readFileSync(join(ROOT, file), 'utf8'))
      return words ? [{ name: entry.slice(0, -3), file, ...words }] : []
    })
}

/** `./kit bench`: lists what can be measured, or measures it with the arguments that follow. */
export async function bench([name, ...args]: readonly string[]): Promise<void> {
  const known = benches()
  if (name === undefined || name === '--help' || name === '-h') {
    const lines = known.map(({ name: title, about, usage }) => `  ${strong(title)} ${dim(usage)}\n      ${about}.`)
    process.stdout.write(`Usage: ./kit bench NAME [arguments of that bench]\n\n${lines.join('\n')}\n`)
    return
  }
  const chosen = known.find((candidate) => candidate.name === name)
  if (!chosen)
    throw new KitError(EXIT.usage, `There is no bench '${name}'. There are: ${known.map((b) => b.name).join(', ')}.`)
  const { code } = await runTypeScript(chosen.file, args, { show: true })
  process.exitCode = code
}
