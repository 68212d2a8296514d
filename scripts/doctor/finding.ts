// SPDX-License-Identifier: Apache-2.0

/** One thing looked at. `warn` matters only to some; `n/a` could not be looked at, or is of no matter here. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad' | 'n/a'
  readonly detail: string
  /** What to do about it; null where there is nothing to do. */
  readonly fix: string | null
}

/** Findings about one thing, such as this machine, or an AWS account. */
export interface Chapter {
  readonly title: string
  readonly findings: readonly Finding[]
}

export type Env = Readonly<Record<string, string | undefined>>

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail, fix: null })
export const warn = (name: string, detail: string, fix: string): Finding => ({ name, state: 'warn', detail, fix })
export const bad = (name: string, detail: string, fix: string): Finding => ({ name, state: 'bad', detail, fix })
export const notApplicable = (name: string, why: string, fix: string | null = null): Finding => ({
  name,
  state: 'n/a',
  detail: why,
  fix,
})

/** What an error says, in one line; those of libraries carry headers, so only the message is taken. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).replace(/\s+/g, ' ').slice(0, 300)
