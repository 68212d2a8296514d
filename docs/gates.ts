// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { program as labProgram } from '../labs/cli.ts'
import type { Tally } from '../scripts/check.ts'
import { program } from '../scripts/kit.ts'
import { ROOT } from '../scripts/paths.ts'
import { runTypeScript } from '../scripts/run.ts'
import { bad, dim, duration, good, progress } from '../scripts/terminal.ts'
import { brokenFileLinks, brokenLinks } from './links.ts'
import { commandFaults, type PageFault, quoteFaults } from './quotes.ts'

const VITEPRESS = 'node_modules/vitepress/bin/vitepress.js'
const DIST = join(ROOT, 'docs/.vitepress/dist')
const READ_IN_THE_REPOSITORY = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']

const Manifest = z.looseObject({ scripts: z.record(z.string(), z.string()) })

function pages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name === '.vitepress') return []
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return below(path)
      return entry.name.endsWith('.md') ? [path] : []
    })
  return [...READ_IN_THE_REPOSITORY, ...below('docs'), ...below('labs')]
}

const located = ({ page, line, message }: PageFault): string => `${page}:${line}  ${message}`

async function built(): Promise<string[]> {
  const { code, output } = await runTypeScript(VITEPRESS, ['build', 'docs'])
  return code === 0 ? [] : [output.trim()]
}

/** Builds the site and holds every gate of the documentation. */
export async function checkDocs(): Promise<Tally> {
  const texts = pages().map((page) => [page, readFileSync(join(ROOT, page), 'utf8')] as const)
  const commands = new Set([
    ...program().commands.map((command) => command.name()),
    ...labProgram().commands.map((command) => `lab ${command.name()}`),
  ])
  const scripts = new Set(
    Object.keys(Manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).scripts),
  )
  const gates: [name: string, faults: () => string[] | Promise<string[]>][] = [
    [
      'quoted code is the code that runs',
      () => texts.flatMap(([page, text]) => quoteFaults(ROOT, page, text).map(located)),
    ],
    [
      'every command that is mentioned exists',
      () => texts.flatMap(([page, text]) => commandFaults(page, text, commands, scripts).map(located)),
    ],
    [
      'links in the repository lead to files',
      () =>
        texts
          .filter(([page]) => READ_IN_THE_REPOSITORY.includes(page))
          .flatMap(([page, text]) => brokenFileLinks(ROOT, page, text)),
    ],
    ['the site builds', built],
    ['every link and anchor leads somewhere', () => brokenLinks(DIST)],
  ]
  let failed = 0
  for (const [name, look] of gates) {
    const startedAt = performance.now()
    const stop = progress(() => name)
    const faults = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => [error instanceof Error ? error.message : String(error)])
    stop()
    if (faults.length > 0) failed += 1
    process.stdout.write(
      `${faults.length > 0 ? bad('✗') : good('✓')} ${name} ${dim(duration(performance.now() - startedAt))}\n`,
    )
    for (const fault of faults) process.stdout.write(`    ${fault.replaceAll('\n', '\n    ')}\n`)
  }
  process.stdout.write(dim(`${texts.length} pages, site in ${relative(process.cwd(), DIST) || '.'}\n`))
  return { passed: gates.length - failed, failed, skipped: 0 }
}
