// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, vi } from 'vitest'

/** What a command said, since the test began or forgot it. */
export interface Said {
  readonly out: string
  readonly err: string
  forget(): void
}

/** Catches what the commands of a test file write, anew for every test, instead of showing it. */
export function capturedOutput(): Said {
  const said = {
    out: '',
    err: '',
    forget() {
      this.out = ''
      this.err = ''
    },
  }
  const into = (where: 'out' | 'err') => (text: unknown) => {
    said[where] += String(text)
    return true
  }
  beforeEach(() => {
    said.forget()
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out'))
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err'))
    vi.spyOn(console, 'error').mockImplementation((text) => void into('err')(`${text}\n`))
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return said
}
