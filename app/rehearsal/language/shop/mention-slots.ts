// SPDX-License-Identifier: Apache-2.0

import type { Slots, Target } from './acts.ts'
import type { Clause } from './clauses.ts'
import type { Mention } from './mentions.ts'

/** True when something was said about what, how big or how many. */
export function hasSlots({ quantity, size, pizza, toppings }: Mention): boolean {
  return quantity !== undefined || size !== undefined || pizza !== undefined || toppings.length > 0
}

/** What a mention says, as an act carries it. */
export function slotsOf({ quantity, size, pizza, toppings }: Mention): Slots {
  return {
    ...(quantity === undefined ? {} : { quantity }),
    ...(size === undefined ? {} : { size }),
    ...(pizza === undefined ? {} : { pizza }),
    toppings,
  }
}

/** A mention as a pointer to a line of the order. */
export function targetOf({ pizza, size, ordinal, part, toppings, definite, noun }: Mention): Target {
  const told = definite && (noun || pizza !== undefined) && toppings.length > 0
  return {
    ...(pizza === undefined ? {} : { pizza }),
    ...(size === undefined ? {} : { size }),
    ...(ordinal === undefined ? {} : { ordinal }),
    ...(part === undefined ? {} : { part }),
    ...(told ? { toppings } : {}),
  }
}

/** The index of the token at an offset of the clause's shape. */
export function tokenAtOffset(clause: Clause, offset: number): number {
  return clause.shape.slice(0, offset).split(' ').length - 1
}
