// SPDX-License-Identifier: Apache-2.0
// Runs one lab's check against any number of trees in one vitest, in a process of its own that can be killed when the
// code under test never comes back. Answers over IPC.
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'
import type { CheckRequest, TreeResult } from './check.ts'

const SETUP = fileURLToPath(new URL('./offline.setup.ts', import.meta.url))

async function runCheck({ root, lab, trees }: CheckRequest): Promise<TreeResult[]> {
  const vitest = await startVitest(
    'test',
    [],
    {
      root,
      config: false,
      watch: false,
      reporters: [{}],
      // Threads go when this process is killed; forked processes in an endless loop would stay.
      pool: 'threads',
      projects: trees.map((tree) => ({
        root,
        resolve: { alias: { '@tree': tree.path } },
        test: {
          name: tree.name,
          include: [`labs/${lab}/check.test.ts`],
          setupFiles: [SETUP],
          testTimeout: 10_000,
        },
      })),
    },
    { cacheDir: `${root}/node_modules/.vite-labs` },
  )
  const modules = vitest.state.getTestModules()
  const results = trees.map((tree): TreeResult => {
    const found = modules.find((module) => module.project.name === tree.name)
    if (!found) return { tree: tree.name, tests: [], crash: 'vitest found no check to run' }
    const crash = found.errors().map(({ message }) => message)
    return {
      tree: tree.name,
      tests: [...found.children.allTests()].map((test) => {
        const { state, errors } = test.result()
        const [error] = errors ?? []
        return {
          title: test.name,
          passed: state === 'passed',
          ...(error && { message: error.message, asserted: error.name === 'AssertionError' }),
        }
      }),
      ...(crash.length > 0 && { crash: crash.join('\n') }),
    }
  })
  await vitest.close()
  return results
}

process.once('message', (request: CheckRequest) => {
  runCheck(request).then(
    (results) => process.send?.({ results }, () => process.exit(0)),
    (error: unknown) =>
      process.send?.({ failure: error instanceof Error ? error.message : String(error) }, () => process.exit(1)),
  )
})
