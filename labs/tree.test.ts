// SPDX-License-Identifier: Apache-2.0
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { copyProject, differences, projectFiles, putEdit, putSolution, putStubs } from './tree.ts'

let tree = ''
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'kit-tree-'))
  copyProject(tree)
})
afterEach(() => rmSync(tree, { recursive: true }))

const FILE = 'app/core/ring.ts'
const ringLab = async () => {
  const lab = (await catalogue()).find(({ id }) => id === '05-ring-buffer')
  if (!lab) throw new Error('the ring lab is gone')
  return lab
}

describe("an attendee's tree", () => {
  it('is a whole project without anything that is built', () => {
    const files = projectFiles(tree)
    expect(files).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'app/package.json', FILE]))
    expect(files.filter((file) => /node_modules|\.next|\/out\/|tsbuildinfo/.test(file))).toEqual([])
    expect(differences(tree, [])).toEqual([])
  })

  it('differs in the regions of its stubs only, and by nothing once they are solved', async () => {
    const lab = await ringLab()
    putStubs(tree, lab)
    expect(differences(tree, [])).toEqual([`${FILE} differs outside the labs' regions`])
    expect(differences(tree, [lab])).toEqual([])
    putSolution(tree, lab)
    expect(differences(tree, [])).toEqual([])
  })

  it('is not the app when anything else changes', async () => {
    const lab = await ringLab()
    appendFileSync(join(tree, FILE), '\n')
    writeFileSync(join(tree, 'app/mine.ts'), '')
    rmSync(join(tree, 'tsconfig.json'))
    expect(differences(tree, [lab])).toEqual([
      'tsconfig.json is missing',
      'app/mine.ts is not in the app',
      `${FILE} differs outside the labs' regions`,
    ])
  })

  it('takes an edit only where it fits once', async () => {
    const lab = await ringLab()
    const [region] = lab.regions
    expect(() => putEdit(tree, lab, { region: region?.name ?? '', find: 'no such text', replace: '' })).toThrow(
      /occurs 0 times/,
    )
    expect(() => putEdit(tree, lab, { region: region?.name ?? '', find: 'Atomics', replace: '' })).toThrow(
      /occurs \d+ times.*not once/,
    )
    expect(readFileSync(join(tree, FILE), 'utf8')).toBe(readFileSync(FILE, 'utf8'))
  })
})
