// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokenFileLinks, brokenLinks } from './links.ts'
import { commandFaults, quoteFaults } from './quotes.ts'

let root = ''
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kit-docs-'))
  put('app/a.ts', 'class A {\n  // #region one\n  a() {\n    return 1\n  }\n  // #endregion one\n}\n')
})
afterEach(() => rmSync(root, { recursive: true }))

const faults = (text: string) => quoteFaults(root, 'docs/p.md', text).map(({ line, message }) => `${line}: ${message}`)

describe('quoted code', () => {
  it('by reference must exist', () => {
    expect(faults('<<< @/../app/a.ts#one{ts}\n<<< @/../app/a.ts')).toEqual([])
    expect(faults('text\n<<< @/../app/a.ts#two{ts}')).toEqual([
      "2: quotes the region 'two' of app/a.ts, and there is no such region",
    ])
    expect(faults('<<< @/../app/b.ts#one')).toEqual(['1: quotes app/b.ts, and there is no such file'])
    expect(faults('<<< ../app/a.ts')).toEqual([expect.stringMatching(/cannot be understood/)])
  })

  it('by copy must equal its region', () => {
    const fence = (body: string) => `\`\`\`ts quote="app/a.ts#one"\n${body}\n\`\`\`\n`
    expect(faults(fence('a() {\n  return 1\n}'))).toEqual([])
    expect(faults(fence('a() {\n  return 2\n}'))).toEqual([expect.stringMatching(/differs from the region 'one'/)])
  })
})

describe('commands', () => {
  it('that are mentioned must exist', () => {
    const check = (text: string) =>
      commandFaults('p.md', text, new Set(['start', 'lab', 'lab check']), new Set(['dev'])).map((f) => f.message)
    expect(check('./kit start and ./kit lab check 5, ./kit --help, npm run dev')).toEqual([])
    expect(check('./kit fly, ./kit lab jump, npm run fast')).toEqual([
      'there is no ./kit fly',
      'there is no ./kit lab jump',
      'there is no npm run fast',
    ])
  })
})

describe('links', () => {
  it('of the site must lead to a page and an anchor of it', () => {
    put(
      'dist/index.html',
      '<a href="/b#here">b</a> <a href="/b#gone">b</a> <a href="/c">c</a> <a href="https://x.org/y">x</a> <img src="/i.svg">',
    )
    put('dist/b.html', '<h2 id="here">h</h2> <a href="#here">self</a> <a href="./">home</a>')
    expect(brokenLinks(join(root, 'dist'))).toEqual([
      "/index.html: '/b#gone' leads to /b.html, which has no such anchor",
      "/index.html: '/c' leads to no page",
      "/index.html: '/i.svg' leads to no page",
    ])
  })

  it('of a file in the repository must lead to a file', () => {
    expect(brokenFileLinks(root, 'README.md', '[a](app/a.ts) [b](app/b.ts) [c](https://x.org) [d](#e)')).toEqual([
      "README.md: 'app/b.ts' leads to no file",
    ])
  })
})
