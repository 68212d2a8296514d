// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { benches } from './bench.ts'
import { main, program } from './kit.ts'

let out = ''
beforeEach(() => {
  out = ''
  const take = (text: unknown) => {
    out += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(take)
  vi.spyOn(process.stderr, 'write').mockImplementation(take)
  vi.spyOn(console, 'error').mockImplementation((text) => void take(`${text}\n`))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

describe('./kit alone', () => {
  it('lists what there is for attendees, instructors and builders', async () => {
    expect(await main([])).toBe(0)
    for (const heading of ['For attendees:', 'For instructors:', 'For builders:', 'Exit codes:'])
      expect(out).toContain(heading)
    for (const command of program().commands) expect(out).toContain(command.name())
  })
})

describe('wrong usage ends with 2 and says what is wrong', () => {
  it.each([
    [['strat'], "unknown command 'strat'", 'Did you mean start?'],
    [['start', '--prot', '1'], "unknown option '--prot'", 'Did you mean --port?'],
    [['start', '--port', 'abc'], "argument 'abc' is invalid", 'A port is a whole number'],
    [['start', '--port', '70000'], "argument '70000' is invalid", 'A port is a whole number'],
    [['check', 'everything'], 'too many arguments', './kit --help'],
    [['test', '--only', 'unti'], "'unti' is no part of the tests", 'check, unit, browser, labs, docs'],
    [['bench', 'trun'], "no bench 'trun'", 'turn'],
    [['lab', 'chek'], "unknown command 'chek'", 'Did you mean check?'],
    [['lab', 'check', '99'], "no lab '99'", 'The ring between two threads'],
    [['lab', 'hint', '--level', '0'], "argument '0' is invalid", 'whole number'],
  ])('%j', async (argv, what, advice) => {
    expect(await main(argv)).toBe(2)
    expect(out).toContain(what)
    expect(out).toContain(advice)
    expect(out).not.toMatch(/\n\s+at /)
  })
})

describe('./kit bench', () => {
  it('alone lists what can be measured', async () => {
    expect(await main(['bench'])).toBe(0)
    expect(benches().map(({ name }) => name)).toEqual(expect.arrayContaining(['turn', 'wer']))
    for (const { name, about } of benches()) {
      expect(out).toContain(name)
      expect(about).toMatch(/^[A-Z].{20,}/)
    }
  })
})

describe('help ends with 0', () => {
  it.each([[['--help']], [['start', '--help']], [['lab', '--help']], [['lab', 'check', '--help']]])(
    '%j',
    async (argv) => {
      expect(await main(argv)).toBe(0)
      expect(out).toContain('Usage:')
    },
  )
})
