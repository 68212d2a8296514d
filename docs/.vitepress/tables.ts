// SPDX-License-Identifier: Apache-2.0
import type { MarkdownRenderer } from 'vitepress'
import { ENV } from '../../app/core/contract/env.ts'
import { argumentRows, footprintRows, licenceRows } from './model-table.ts'

// Loaded by Node (with tsx), not bundled into the site's configuration: the commands reach the whole project.
const { program }: typeof import('../../scripts/kit.ts') = await import(
  new URL('../../scripts/kit.ts', import.meta.url).href
)

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const rows = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')

const group = (key: string): string => key.split('_')[0] ?? ''

/** Tables the docs take from the source, by the comment that stands where they belong. */
const TABLES: Readonly<Record<string, () => string>> = {
  'env models': () =>
    rows(
      ['Variable', 'Meaning'],
      Object.entries(ENV).flatMap(([key, meaning]) =>
        ['STT', 'LLM', 'TTS'].includes(group(key)) ? [[`\`${key}\``, cell(meaning)]] : [],
      ),
    ),
  'env server': () =>
    rows(
      ['Variable', 'Meaning'],
      Object.entries(ENV).flatMap(([key, meaning]) =>
        ['STT', 'LLM', 'TTS'].includes(group(key)) ? [] : [[`\`${key}\``, cell(meaning)]],
      ),
    ),
  commands: () =>
    rows(
      ['Command', 'What it does'],
      program().commands.map((command) => [`\`./kit ${command.name()}\``, cell(command.description())]),
    ),
  'model licences': () => rows(['For', 'Weights', 'Licence', 'What stands before the download'], licenceRows()),
  'model footprints': () =>
    rows(['For', 'Name', 'GPU memory', 'On the node', 'Slice in workshop.yaml', 'Replicas'], footprintRows()),
  'model arguments': () => rows(['Weights', 'Arguments', 'Time to start, at most', 'Shared memory'], argumentRows()),
}

/** Lets a page say `<!-- table: env models -->` and get the table, in the page and in the search index alike. */
export function generatedTables(md: MarkdownRenderer): void {
  md.core.ruler.before('block', 'generated-tables', (state) => {
    state.src = state.src.replace(/<!-- table: (.+?) -->/g, (_, name: string) => {
      const table = TABLES[name]
      if (!table) throw new Error(`There is no generated table '${name}'; there are ${Object.keys(TABLES).join(', ')}.`)
      return table()
    })
  })
}
