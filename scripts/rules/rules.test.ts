// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { ROOT } from '../paths.ts'
import { arrowViolations } from './arrows.ts'
import { houseViolations } from './house.ts'
import { importsOf } from './imports.ts'
import { sourceFiles } from './source-files.ts'

const HEADER = '// SPDX-License-Identifier: Apache-2.0\n'
const judge = (path: string, text: string) =>
  arrowViolations([{ path, text }]).map(({ line, message }) => `${line}: ${message}`)

describe('this tree', () => {
  it('holds the arrows and the house rules', () => {
    const files = sourceFiles(ROOT)
    expect(files.length).toBeGreaterThan(20)
    expect([...arrowViolations(files), ...houseViolations(files)]).toEqual([])
  })
})

describe('imports are found', () => {
  it('in every form, with their lines', () => {
    const text = [
      "import { a } from './a.ts'",
      'import type {',
      '  B,',
      "} from '#core'",
      "import './c.css'",
      "export * from './d.ts'",
      "const e = await import('./e.ts')",
      "new Worker(new URL('./f.ts', import.meta.url))",
    ].join('\n')
    expect(importsOf(text).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual([
      '1 ./a.ts',
      '4 #core',
      '5 ./c.css',
      '6 ./d.ts',
      '7 ./e.ts',
      '8 ./f.ts',
    ])
  })

  it('not in comments', () => {
    expect(importsOf("// import x from 'node:fs'\n/* import('node:net') */ const url = 'http://a/b'\n")).toEqual([])
  })
})

describe('an arrow against the design is named', () => {
  it.each([
    ['app/core/a.ts', "import fs from 'node:fs'", /core is pure/],
    ['app/core/a.ts', "import { x } from '#server'", /may import nothing/],
    ['app/agent/a.ts', "import { x } from '#speech'", /app\/agent may import app\/store, app\/core/],
    ['app/rehearsal/a.ts', "import { x } from '#agent'", /may import app\/core/],
    ['app/web/components/a.tsx', "import { x } from '#server'", /may import app\/core/],
    ['app/server/a.ts', "import { x } from '../agent/graph.ts'", /import '#agent' instead/],
    ['app/server/a.ts', "import { x } from '../../scripts/exit.ts'", /leaves app\/server/],
    ['app/server/a.ts', "import { x } from './b'", /no extension/],
    ['app/server/a.ts', "import { x } from '#server'", /imports itself/],
    ['app/store/a.ts', "const x = await import('#agent')", /may import app\/core/],
    ['infra/gpu/a.ts', "import { x } from '#capacity'", /infra\/gpu may import/],
    ['infra/workshop/a.ts', "import { x } from '#capacity'", /infra\/workshop may import infra\/gpu, app\/core/],
    ['infra/capacity/a.ts', "import { x } from '../gpu/index.ts'", /import '#gpu' instead/],
    [
      'infra/capacity/a.ts',
      "import { x } from '../../app/core/contract/index.ts'",
      /import '@kit\/app\/contract' instead/,
    ],
    ['infra/capacity/a.ts', "import { x } from '@kit/app/server'", /only its contract/],
    ['infra/capacity/a.ts', "import { x } from 'node:fs'", /infra\/capacity is pure/],
  ])('%s: %s', (path, text, message) => {
    const found = judge(path, `${HEADER}${text}\n`)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(message)
    expect(found[0]).toMatch(/^2: /)
  })
})

describe('what the design allows passes', () => {
  it.each([
    ['app/core/a.ts', "import { z } from 'zod'"],
    ['app/core/turn/a.ts', "import { z } from '../menu/order.ts'"],
    ['app/core/a.test.ts', "import fs from 'node:fs'"],
    ['app/server/main.ts', "import { x } from '#agent'"],
    ['app/server/a.test.ts', "import { x } from '#rehearsal'"],
    ['infra/capacity/a.ts', "import { x } from '@kit/app/contract'"],
    ['infra/workshop/a.ts', "import { x } from 'node:fs'"],
    ['labs/05-ring/check.test.ts', "import { x } from '../../app/core/ring.ts'"],
  ])('%s: %s', (path, text) => {
    expect(judge(path, text)).toEqual([])
  })
})

describe('the house rules', () => {
  const faults = (path: string, text: string) => houseViolations([{ path, text }]).map(({ message }) => message)

  it('ask for the licence header', () =>
    expect(faults('app/core/a.ts', 'x')).toEqual([expect.stringMatching(/licence/)]))
  it('bound a file', () =>
    expect(faults('app/core/a.ts', HEADER + 'x\n'.repeat(400))).toEqual([expect.stringMatching(/401 lines/)]))
  it('want names that say something', () => expect(faults('app/core/utils/a.ts', HEADER)).toHaveLength(1))
  it('keep the clock out of core', () =>
    expect(faults('app/core/a.ts', `${HEADER}const t = Date.now()`)).toHaveLength(1))
  it('let a comment mention the clock', () => expect(faults('app/core/a.ts', `${HEADER}// not Date.now()`)).toEqual([]))
  it.each([
    ['// #region a\n', /never closed/],
    ['// #endregion a\n', /closes nothing/],
    ['// #region a\n// #region b\n// #endregion b\n', /do not nest/],
    ['// #region a\n// #endregion a\n// #region a\n// #endregion a\n', /second time/],
  ])('want regions well formed: %j', (text, message) => {
    expect(faults('app/core/a.ts', HEADER + text)[0]).toMatch(message)
  })
})
