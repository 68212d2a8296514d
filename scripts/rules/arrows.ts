// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import type { SourceFile } from './source-files.ts'

/** One broken rule: where, what is wrong, and what would be right. */
export interface Violation {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** Who may import whom, as DESIGN and docs/architecture.md draw it. A room may always import itself. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'app/core': [],
  'app/speech': ['app/core'],
  'app/store': ['app/core'],
  'app/agent': ['app/store', 'app/core'],
  'app/server': ['app/agent', 'app/store', 'app/speech', 'app/core'],
  'app/rehearsal': ['app/core'],
  'app/web': ['app/core'],
  'infra/gpu': ['app/core'],
  'infra/workshop': ['infra/gpu', 'app/core'],
  'infra/capacity': ['infra/workshop', 'infra/gpu', 'app/core'],
  'infra/cluster': ['infra/capacity', 'infra/workshop', 'infra/gpu', 'app/core'],
  'infra/aws': ['infra/cluster', 'infra/capacity', 'infra/workshop', 'infra/gpu', 'app/core'],
}

/** Rooms that may import anything, and that nothing imports. */
const OUTSIDE = ['labs', 'docs', 'scripts']

/** Packages `core` may use. */
const CORE_PACKAGES = ['zod']

/** All that infra knows of the app: environment keys, metric names, the gen-x report. */
const CONTRACT = '@kit/app/contract'

/** Rooms of rules and data: no file, no process, no clock. */
const PURE_INFRA = ['infra/gpu', 'infra/capacity']

const roomOf = (path: string): string => {
  const [top = '', second = ''] = path.split('/')
  return top === 'app' || top === 'infra' ? `${top}/${second}` : top
}

const isTest = (path: string): boolean => /\.(test|bench)\.tsx?$/.test(path) || path.includes('/test/')

const words = (rooms: readonly string[]): string => (rooms.length === 0 ? 'nothing' : rooms.join(', '))

function aliasedRoom(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('@kit/app')) return 'app/core'
  if (!specifier.startsWith('#')) return undefined
  const [name = ''] = specifier.slice(1).split('/')
  return `${from.split('/')[0]}/${name}`
}

const outsideDoor = (from: string, to: string): string =>
  from.startsWith('infra/') && to === 'app/core' ? `'${CONTRACT}'` : 'nothing of it'

function judge(file: SourceFile, specifier: string): string | undefined {
  const from = roomOf(file.path)
  if (OUTSIDE.includes(from)) return undefined
  const allowed = ARROWS[from]
  if (!allowed)
    return file.path.split('/').length > 2 ? `${from} is no room of the design; add it to ARROWS` : undefined
  const test = isTest(file.path)

  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file.path), specifier)
    const to = roomOf(target)
    // The manifest belongs to no room.
    if (to !== from && !target.endsWith('/package.json')) {
      const top = from.split('/')[0] ?? ''
      const door = to.startsWith(`${top}/`) ? `'#${to.slice(top.length + 1)}'` : outsideDoor(from, to)
      return `'${specifier}' leaves ${from}; import ${door} instead`
    }
    if (!/\.(ts|tsx|mjs|js|css|json|wasm)$/.test(specifier))
      return `'${specifier}' has no extension; write '${specifier}.ts'`
    return undefined
  }

  const to = aliasedRoom(specifier, from)
  if (to) {
    if (from.startsWith('infra/') && to === 'app/core' && specifier !== CONTRACT)
      return `infra knows of the app only its contract; import '${CONTRACT}' instead of '${specifier}'`
    if (to === from) return `${from} imports itself as '${specifier}'; import the file relatively`
    if (!test && !allowed.includes(to)) return `${from} may import ${words(allowed)}, and '${specifier}' is ${to}`
    return undefined
  }
  if (PURE_INFRA.includes(from) && !test && specifier.startsWith('node:'))
    return `${from} is pure: pass in what '${specifier}' is needed for`
  if (from === 'app/core' && !test && !CORE_PACKAGES.includes(specifier))
    return `core is pure: it may import ${words(CORE_PACKAGES)}, and '${specifier}' is not; pass in what it is needed for`
  return undefined
}

/** Every import that goes against the arrows. Test files may use any room's door. */
export function arrowViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((file) => !file.path.endsWith('.css'))
    .flatMap((file) =>
      importsOf(file.text).flatMap(({ specifier, line }) => {
        const message = judge(file, specifier)
        return message ? [{ path: file.path, line, message }] : []
      }),
    )
}
