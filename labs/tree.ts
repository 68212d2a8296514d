// SPDX-License-Identifier: Apache-2.0
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ROOT } from '../scripts/paths.ts'
import type { Lab } from './lab.ts'
import { fitted, regionText, withRegion } from './regions.ts'

/** What a whole project is made of: an attendee builds and ships from a copy of these. */
const PARTS = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
  '.nvmrc',
  '.dockerignore',
  'Containerfile',
  'workshop.yaml',
  'cdk.json',
  'app',
  'infra',
  'labs/package.json',
  'docs/package.json',
]

/** Made by builds, or belonging to another machine. */
const GENERATED = new Set(['node_modules', '.next', 'out', 'dist', 'cdk.out', 'worklets', 'next-env.d.ts', 'coverage'])
const isGenerated = (name: string): boolean => GENERATED.has(name) || name.endsWith('.tsbuildinfo')

/** Every file of a project, from its root, sorted. */
export function projectFiles(root: string): string[] {
  const files: string[] = []
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (isGenerated(entry.name)) continue
      const below = join(path, entry.name)
      if (entry.isDirectory()) walk(below)
      else files.push(relative(root, below).replaceAll('\\', '/'))
    }
  }
  for (const part of PARTS) {
    const path = join(root, part)
    if (!existsSync(path)) continue
    if (part === 'app' || part === 'infra') walk(path)
    else files.push(part)
  }
  return files.sort()
}

const edit = (root: string, file: string, change: (text: string) => string): void => {
  const path = join(root, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

const appText = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** Copies the project into an empty or absent folder. */
export function copyProject(target: string): void {
  rmSync(target, { recursive: true, force: true })
  for (const file of projectFiles(ROOT)) {
    mkdirSync(dirname(join(target, file)), { recursive: true })
    cpSync(join(ROOT, file), join(target, file))
  }
  // The root's packages are found by walking up; those that npm put beside a workspace are not.
  for (const workspace of ['app', 'infra']) {
    const packages = join(ROOT, workspace, 'node_modules')
    if (existsSync(packages)) symlinkSync(packages, join(target, workspace, 'node_modules'), 'junction')
  }
}

/** Replaces a lab's regions by their stubs. Throws `RegionError` when a marker is gone. */
export function putStubs(root: string, lab: Pick<Lab, 'regions'>): void {
  for (const { file, name, stub } of lab.regions)
    edit(root, file, (text) => withRegion(text, name, fitted(text, name, stub)))
}

/** Replaces a lab's regions by the app's own code. Throws `RegionError` when a marker is gone. */
export function putSolution(root: string, lab: Pick<Lab, 'regions'>): void {
  for (const { file, name } of lab.regions)
    edit(root, file, (text) => withRegion(text, name, regionText(appText(file), name)))
}

/** Changes one place inside one region; throws when the place is not there exactly once. */
export function putEdit(root: string, lab: Pick<Lab, 'regions'>, change: Lab['wrong'][number]['edits'][number]): void {
  const region = lab.regions.find(({ name }) => name === change.region)
  if (!region) throw new Error(`the lab has no region '${change.region}'`)
  edit(root, region.file, (text) => {
    const body = regionText(text, region.name)
    const parts = body.split(change.find)
    if (parts.length !== 2)
      throw new Error(`'${change.find}' occurs ${parts.length - 1} times in region '${region.name}', not once`)
    return withRegion(text, region.name, parts.join(change.replace))
  })
}

/** Files of a lab, each once. */
export const filesOf = (lab: Pick<Lab, 'regions'>): string[] => [...new Set(lab.regions.map(({ file }) => file))]

/**
 * Where two projects differ outside the given labs' regions: one line per file, none when they are equal byte for byte.
 */
export function differences(root: string, labs: readonly Pick<Lab, 'regions'>[]): string[] {
  const ours = projectFiles(ROOT)
  const theirs = projectFiles(root)
  const faults = [
    ...ours.filter((file) => !theirs.includes(file)).map((file) => `${file} is missing`),
    ...theirs.filter((file) => !ours.includes(file)).map((file) => `${file} is not in the app`),
  ]
  for (const file of ours.filter((candidate) => theirs.includes(candidate))) {
    const regions = labs.flatMap((lab) => lab.regions.filter((region) => region.file === file))
    const blanked = (text: string) => regions.reduce((left, { name }) => withRegion(left, name, ''), text)
    const equal =
      regions.length === 0
        ? readFileSync(join(ROOT, file)).equals(readFileSync(join(root, file)))
        : blanked(appText(file)) === blanked(readFileSync(join(root, file), 'utf8'))
    if (!equal) faults.push(`${file} differs outside the labs' regions`)
  }
  return faults
}
