// SPDX-License-Identifier: Apache-2.0
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { EXIT, KitError } from '../exit.ts'

/** Only the owner reads it: keys stand in it. */
const MODE = 0o600

const keyOf = (line: string): string | undefined => /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1]

/** A file of settings; null when there is none. Throws {@link KitError}. */
export async function readEnvFile(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new KitError(EXIT.usage, `'${file}' cannot be read (${error.code}). Give another with --env.`)
  })
}

/** Settings of a file that would change, by key. */
export function changedKeys(before: string, settings: Readonly<Record<string, string>>): string[] {
  const lines = before.split('\n')
  return Object.entries(settings).flatMap(([key, value]) =>
    lines.some((line) => keyOf(line) === key && line !== written(key, value)) ? [key] : [],
  )
}

const written = (key: string, value: string): string =>
  `${key}=${/^[\w.:/@+-]*$/.test(value) ? value : JSON.stringify(value)}`

/** A file in which these settings stand; every other line stays. */
export function withSettings(before: string, settings: Readonly<Record<string, string>>, comment: string): string {
  const kept = before.split('\n').filter((line) => {
    const key = keyOf(line)
    return key === undefined || !Object.hasOwn(settings, key)
  })
  const others = kept
    .filter((line) => line !== comment)
    .join('\n')
    .trim()
  const ours = [comment, ...Object.entries(settings).map(([key, value]) => written(key, value))].join('\n')
  return `${others === '' ? '' : `${others}\n\n`}${ours}\n`
}

/** Writes it whole or not at all. Throws {@link KitError}. */
export async function writeEnvFile(file: string, text: string): Promise<void> {
  const aside = `${file}.${process.pid}`
  try {
    await writeFile(aside, text, { mode: MODE })
    await chmod(aside, MODE)
    await rename(aside, file)
  } catch (error) {
    await rm(aside, { force: true })
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new KitError(EXIT.usage, `'${file}' cannot be written (${code}). Give another with --env.`)
  }
}
