// SPDX-License-Identifier: Apache-2.0
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EXIT, KitError } from '../scripts/exit.ts'
import { ROOT } from '../scripts/paths.ts'

/** A tree to check, under a name. */
export interface NamedTree {
  readonly name: string
  readonly path: string
}

export interface CheckRequest {
  readonly root: string
  /** `05-ring-buffer`. */
  readonly lab: string
  readonly trees: readonly NamedTree[]
}

/** One test of a check. */
export interface CheckedTest {
  readonly title: string
  readonly passed: boolean
  /** Why it failed, for people. */
  readonly message?: string
  /** It failed because an expectation did not hold, not because something threw. */
  readonly asserted?: boolean
}

/** What a check said about one tree. */
export interface TreeResult {
  readonly tree: string
  readonly tests: readonly CheckedTest[]
  /** The check could not run: a syntax error, an import that does not resolve, a loop without end. */
  readonly crash?: string
}

export const passed = ({ tests, crash }: TreeResult): boolean =>
  crash === undefined && tests.length > 0 && tests.every((test) => test.passed)

const RUNNER = fileURLToPath(new URL('./check-runner.ts', import.meta.url))

/** A check takes a second or two; code that has not come back after this long never will. */
const GIVE_UP_MS = 60_000

type Answer = { results: TreeResult[] } | { failure: string }

/** Runs a lab's check against trees. Throws {@link KitError} when the runner itself fails. */
export function runChecks(lab: string, trees: readonly NamedTree[], giveUpMs = GIVE_UP_MS): Promise<TreeResult[]> {
  const child = fork(RUNNER, [], {
    cwd: ROOT,
    execArgv: ['--import', import.meta.resolve('tsx')],
    // vitest would otherwise believe it runs inside another vitest, when a test calls this.
    env: { ...process.env, VITEST: '', VITEST_WORKER_ID: '', VITEST_POOL_ID: '', NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
    })
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      const crash = `It did not come back within ${giveUpMs / 1_000} s. Is there a loop that never ends?`
      resolve(trees.map(({ name }) => ({ tree: name, tests: [], crash })))
    }, giveUpMs)
    child.once('message', (answer: Answer) => {
      clearTimeout(timer)
      if ('results' in answer) resolve(answer.results)
      else reject(new KitError(EXIT.outside, `The check of ${lab} could not run: ${answer.failure}`))
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new KitError(EXIT.outside, `The check of ${lab} ended early (exit code ${code}).\n${said}`))
    })
    const request: CheckRequest = { root: ROOT, lab, trees }
    child.send(request)
  })
}
