// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATE_DIR } from '../scripts/paths.ts'
import { passed, runChecks } from './check.ts'
import { copyProject } from './tree.ts'

// Inside the project, where packages are found.
const home = join(STATE_DIR, `check-test-${process.pid}`)
const tree = (name: string, line: string) => {
  const path = join(home, name)
  mkdirSync(path, { recursive: true })
  copyProject(path)
  appendFileSync(join(path, 'app/core/ring.ts'), `\n${line}\n`)
  return { name, path }
}
beforeAll(() => mkdirSync(home, { recursive: true }))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a check of code', () => {
  it('that is right, cannot be read, or throws, says which of them it is', async () => {
    const results = await runChecks('05-ring-buffer', [
      tree('right', ''),
      tree('unreadable', 'export const = 1'),
      tree('throws', "throw new Error('as it is loaded')"),
    ])
    const [right, unreadable, throws] = results
    expect(results.map((result) => passed(result))).toEqual([true, false, false])
    expect(right?.tests.length).toBeGreaterThan(5)
    expect(unreadable?.crash).toMatch(/ring\.ts/)
    expect(throws?.crash).toContain('as it is loaded')
  })

  it('that never comes back is given up', async () => {
    const [result] = await runChecks('05-ring-buffer', [tree('endless', 'for (;;);')], 4_000)
    expect(result?.crash).toMatch(/did not come back within 4 s.*loop/)
  })
})
