// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { tally } from './vitest-run.ts'

const report = (counts: object, files: object[] = []) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: files,
  ...counts,
})

describe('a report of vitest', () => {
  it('is counted, what is still to do as skipped', () => {
    expect(tally(report({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }))).toEqual({
      passed: 5,
      failed: 1,
      skipped: 3,
    })
  })

  it('with a file that broke before its first test has a failure', () => {
    const broken = { name: 'a.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] }
    expect(tally(report({ numPassedTests: 5 }, [broken]))).toMatchObject({ passed: 5, failed: 1 })
  })

  it('with a file whose preparation failed has a failure, not only skipped tests', () => {
    const skipped = { status: 'skipped' }
    const unprepared = { name: 'b.test.ts', status: 'failed', message: 'Hook timed out', assertionResults: [skipped] }
    const failed = {
      name: 'c.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [{ status: 'failed' }, skipped],
    }
    const counts = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2 }
    expect(tally(report(counts, [unprepared, failed]))).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  it('that is none is an error, not a success', () => {
    expect(() => tally({})).toThrow()
  })
})
