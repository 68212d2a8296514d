// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { ROOT } from '../paths.ts'
import { ignored } from './build-context.ts'
import { type Stage, stagesOf } from './containerfile.ts'

/** Where a stage's files lie, under the folder that stands for its root. */
const HOME = '/opt/app-root/src'

/** A `COPY`, done. Throws when what it copies is not there. */
function copy(words: string, root: string, stageRoots: ReadonlyMap<string, string>): void {
  const parts = words.split(' ')
  const from = parts.find((part) => part.startsWith('--from='))?.slice('--from='.length)
  const paths = parts.filter((part) => !part.startsWith('--'))
  const target = paths.pop() ?? '.'
  const isIgnored = ignored()
  for (const path of paths) {
    const source = from === undefined ? join(ROOT, path) : join(stageRoots.get(from) ?? '', path)
    if (!existsSync(source)) throw new Error(`COPY ${words}: ${path} is not there`)
    if (from === undefined && path !== '.' && isIgnored(path))
      throw new Error(`COPY ${words}: ${path} is in .dockerignore`)
    const isFolder = statSync(source).isDirectory()
    const into = join(root, HOME, target)
    const to = !isFolder && (target.endsWith('/') || target === '.') ? join(into, basename(path)) : into
    mkdirSync(dirname(to), { recursive: true })
    cpSync(source, to, {
      recursive: true,
      filter: (file) => from !== undefined || file === ROOT || !isIgnored(relative(ROOT, file)),
    })
  }
}

/**
 * Follows a Containerfile as a builder would, each stage in a folder below `out`. What `RUN` does is the caller's to do.
 * @returns the last stage's home
 */
export function assemble(
  file: string,
  out: string,
  run: (command: string, home: string) => void,
): { home: string; last: Stage } {
  const roots = new Map<string, string>()
  const stages = stagesOf(readFileSync(join(ROOT, file), 'utf8'))
  for (const [i, stage] of stages.entries()) {
    const root = join(out, String(i))
    mkdirSync(join(root, HOME), { recursive: true })
    for (const { instruction, words } of stage.steps) {
      if (instruction === 'COPY') copy(words, root, roots)
      if (instruction === 'RUN') run(words, join(root, HOME))
    }
    roots.set(stage.name, root)
  }
  const last = stages.at(-1)
  if (last === undefined) throw new Error(`${file} has no stage`)
  return { home: join(out, String(stages.length - 1), HOME), last }
}
