// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../paths.ts'
import { sourceFiles } from '../rules/source-files.ts'
import { bundled, ENTRIES } from './bundle.ts'

const run = promisify(execFile)
const BESIDE = `console.log(new URL('./beside.txt', import.meta.url).pathname)`

/** A project with every entry point: a main file that says what it is told to, and where it thinks it is. */
const SOURCES: Readonly<Record<string, string>> = {
  'package-lock.json': '{}',
  'app/rehearsal/main.ts': `import { word } from './word.ts'\nconsole.log(word satisfies string)\n${BESIDE}`,
  'app/rehearsal/word.ts': `export const word = 'hello'`,
  'app/rehearsal/speech/flite.worker.ts': '',
  'app/rehearsal/transcription/listening.worker.ts': '',
  'app/server/main.ts': `type Failure = Error\n\nthrow new Error('three lines down') satisfies Failure`,
  'app/agent/start.ts': `export const thread = new URL('./worker.ts', import.meta.url).pathname`,
  'app/agent/worker.ts': `import { thread } from './start.ts'\nconsole.log(thread)`,
  'app/store/embedded/process.ts': '',
}

let tree = ''
let folder = ''
const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(tree, file)), { recursive: true })
  writeFileSync(join(tree, file), text)
}
const said = async (file: string): Promise<string> => (await run(process.execPath, [file])).stdout.trim()

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'kit-bundle-'))
  folder = join(tree, '.kit/bundles')
  for (const [file, text] of Object.entries(SOURCES)) put(file, text)
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

describe('a bundle', () => {
  it('runs as plain JavaScript, and finds what lies beside its source', async () => {
    const runnable = await bundled(tree, folder)
    const lines = (await said(runnable('app/rehearsal/main.ts'))).split('\n')
    expect(lines).toEqual(['hello', join(tree, 'app/rehearsal/beside.txt')])
  })

  it('starts bundles, where its source starts sources', async () => {
    const runnable = await bundled(tree, folder)
    expect(await said(runnable('app/agent/worker.ts'))).toBe(runnable('app/agent/worker.ts'))
  })

  it('is kept while nothing changes, and made anew when a source or the lockfile does', async () => {
    const first = await bundled(tree, folder)
    expect((await bundled(tree, folder))('app/server/main.ts')).toBe(first('app/server/main.ts'))
    put('app/rehearsal/word.ts', `export const word = 'good morning'`)
    const second = await bundled(tree, folder)
    expect(await said(second('app/rehearsal/main.ts'))).toMatch(/^good morning/)
    put('package-lock.json', '{ "another": "version" }')
    expect((await bundled(tree, folder))('app/server/main.ts')).not.toBe(second('app/server/main.ts'))
  })

  it('is not made anew for a test', async () => {
    const before = await bundled(tree, folder)
    put('app/rehearsal/word.test.ts', 'no TypeScript at all')
    expect((await bundled(tree, folder))('app/server/main.ts')).toBe(before('app/server/main.ts'))
  })

  it('leaves the oldest behind', async () => {
    for (const word of ['one', 'two', 'three', 'four', 'five']) {
      put('app/rehearsal/word.ts', `export const word = '${word}'`)
      await bundled(tree, folder)
    }
    expect(readdirSync(folder)).toHaveLength(3)
  })

  it('names the source and its line in a stack trace', async () => {
    const runnable = await bundled(tree, folder)
    const failed = run(process.execPath, ['--enable-source-maps', runnable('app/server/main.ts')])
    await expect(failed).rejects.toMatchObject({ stderr: expect.stringContaining('app/server/main.ts:3:') })
  })

  it('that cannot be made names the file, and leaves nothing behind', async () => {
    put('app/rehearsal/word.ts', 'export const word = = 2')
    await expect(bundled(tree, folder)).rejects.toMatchObject({
      code: 3,
      message: expect.stringMatching(/The app does not compile[\s\S]*app\/rehearsal\/word\.ts:1/),
    })
    put('app/rehearsal/word.ts', `export const word = 'mended'`)
    expect(await said((await bundled(tree, folder))('app/rehearsal/main.ts'))).toMatch(/^mended/)
  })
})

it('every thread and process of the app has a bundle', () => {
  const started = sourceFiles(ROOT)
    .filter(
      ({ path }) => /^app\/(agent|rehearsal|server|speech|store)\//.test(path) && !/\.test\.ts$|\/test\//.test(path),
    )
    .flatMap(({ path, text }) =>
      [...text.matchAll(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g)].map(([, target = '']) =>
        join(dirname(path), target),
      ),
    )
  expect(started.length).toBeGreaterThan(2)
  expect([...started, 'app/rehearsal/main.ts', 'app/server/main.ts'].sort()).toEqual([...ENTRIES].sort())
})
