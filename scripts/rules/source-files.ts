// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** One file of the project's own source; `path` from the root, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

const ROOMS = ['app', 'infra', 'labs', 'docs', 'scripts']
const SKIPPED = new Set(['node_modules', 'work', '.next', 'out', 'dist', 'cache', 'cdk.out', 'coverage', '.kit'])
const GENERATED = ['app/web/public/worklets/', 'app/web/next-env.d.ts']
const EXTENSIONS = /\.(ts|tsx|mts|mjs|js|css)$/

/** The project's source files under `root`, generated ones left out. */
export function sourceFiles(root: string): SourceFile[] {
  const paths: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (EXTENSIONS.test(entry.name)) paths.push(relative(root, path).replaceAll('\\', '/'))
    }
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && ROOMS.includes(entry.name)) walk(join(root, entry.name))
  }
  return paths
    .filter((path) => !GENERATED.some((generated) => path.startsWith(generated)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
