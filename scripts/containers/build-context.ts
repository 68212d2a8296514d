// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { EXIT, KitError } from '../exit.ts'
import { ROOT } from '../paths.ts'

/** A pattern of `.dockerignore`: `**` are any folders, `*` is any name; what is below a match is left out too. */
function matcher(pattern: string): RegExp {
  const parts = pattern
    .split('/')
    .map((part) =>
      part === '**' ? '(?:.*/)?' : `${part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}/`,
    )
  return new RegExp(`^${parts.join('').replace(/\/$/, '')}(?:/|$)`)
}

/** What the build context leaves out, by paths from its root. */
export function ignored(): (path: string) => boolean {
  const patterns = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(matcher)
  return (path) => patterns.some((pattern) => pattern.test(path))
}

async function output(program: string, args: readonly string[], input?: string): Promise<Buffer> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => undefined).end(input)
  const code = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [bytes, said] = await Promise.all([buffer(child.stdout), text(child.stderr)])
  if ((await code) === 0) return bytes
  throw new KitError(EXIT.outside, `'${program}' did not pack this folder: ${said.trim().slice(0, 300)}`)
}

/** Every file of this project that an image may be made from: what Git knows or would take, where there is Git. */
async function files(): Promise<string[]> {
  const isIgnored = ignored()
  if (existsSync(join(ROOT, '.git'))) {
    const listed = await output('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'])
    const names = listed.toString().split('\0').filter(Boolean)
    return names.filter((path) => !isIgnored(path) && existsSync(join(ROOT, path)))
  }
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      if (isIgnored(relative(ROOT, path))) return []
      return entry.isDirectory() ? walk(path) : [relative(ROOT, path)]
    })
  return walk(ROOT)
}

/** This project as a tar.gz, as the Containerfiles want it. Throws {@link KitError} where there is no `tar`. */
export async function packed(): Promise<Buffer> {
  return output('tar', ['--null', '-czf', '-', '-T', '-'], (await files()).join('\0')).catch((error: unknown) => {
    if (error instanceof KitError) throw error
    throw new KitError(
      EXIT.outside,
      `This folder cannot be packed: ${error instanceof Error ? error.message : error}. Is tar installed?`,
    )
  })
}
