// SPDX-License-Identifier: Apache-2.0
import type { FakeState } from './fake-ocm.ts'

/** What the double answers. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** OCM says no. */
export class Refusal extends Error {
  override readonly name = 'Refusal' as const
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(reason)
  }
}

export interface Call {
  readonly method: string
  readonly url: URL
  readonly body: unknown
}

/** `GET /clusters/:cluster`; the parts after a colon are handed over in order. */
export type Routes = Readonly<Record<string, (state: FakeState, call: Call, ...parts: string[]) => Reply>>

/** One page of a list. */
export function page(items: readonly unknown[], url: URL): Reply {
  const nth = Number(url.searchParams.get('page') ?? 1)
  const size = Number(url.searchParams.get('size') ?? 100)
  const some = items.slice((nth - 1) * size, nth * size)
  return {
    status: 200,
    body: { page: nth, size: some.length, total: items.length, items: some },
  }
}
