// SPDX-License-Identifier: Apache-2.0

/** Something that goes wrong on the way. `lost` happens and is not answered; `dropped` does not even happen. */
export type Misfortune =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly reason?: string
    }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'silent' }

/** What it befalls, and how often. */
export interface Fault {
  readonly method?: string
  readonly path: RegExp
  /** @default 1 */
  readonly times?: number
  readonly what: Misfortune
}

/** Faults that are yet to come, first come first served. */
export function createFaults(): {
  add(fault: Fault): void
  next(method: string, path: string): Misfortune | null
  readonly left: number
} {
  let waiting: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    next: (method, path) => {
      const hit = waiting.find(
        ({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(path),
      )
      if (hit === undefined) return null
      hit.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return hit.fault.what
    },
    get left() {
      return waiting.reduce((sum, { left }) => sum + left, 0)
    },
  }
}
