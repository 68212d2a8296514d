// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import { hasSlots, slotsOf, targetOf } from './mention-slots.ts'
import type { Mention } from './mentions.ts'

/** What a mention without a verb of its own does: it orders, it answers, or it takes back. */
export function itemAct(mention: Mention, shape: string, correction: boolean, count: number): Act[] {
  const { more, definite, ordinal, noun, pizza, size, quantity } = mention
  if (!hasSlots(mention)) {
    if (more) return [{ kind: 'add', slots: slotsOf(mention), more: true, definite: false }]
    return noun &&
      /\b(?:pizzas?|pies?)\b/.test(shape) &&
      /\b(?:want|like|order|get|have|another|love|need|take)\b|^a\b/.test(shape)
      ? [{ kind: 'add', slots: slotsOf(mention), more: false, definite: false }]
      : []
  }
  // "One pepperoni and the other hawaiian": the other of those being ordered.
  if (ordinal === 'other' && pizza !== undefined && count > 1)
    return [{ kind: 'add', slots: { quantity: 1, ...slotsOf(mention) }, more: false, definite: false }]
  if (ordinal !== undefined) {
    return [{ kind: 'change', target: { ordinal, ...(pizza === undefined ? {} : { pizza }) }, set: slotsOf(mention) }]
  }
  const instead = /\binstead\b|\brather\b|\bprefer\b|\bafter all\b/.test(shape)
  if (definite && pizza !== undefined && (instead || correction) && (quantity ?? size) !== undefined) {
    const { pizza: _, ...set } = slotsOf(mention)
    return [{ kind: 'change', target: { pizza }, set }]
  }
  const bare = pizza === undefined && !(quantity !== undefined && noun)
  if (bare && !more) {
    if (
      definite &&
      pizza === undefined &&
      size !== undefined &&
      quantity === undefined &&
      !/like|want|have|get|take/.test(shape)
    ) {
      return [{ kind: 'other', target: targetOf(mention) }]
    }
    return [{ kind: 'fragment', slots: slotsOf(mention), correction: correction || instead }]
  }
  if (instead && count === 1) return [{ kind: 'fragment', slots: slotsOf(mention), correction: true }]
  if (correction && count === 1 && !/^(?:and|also|another)\b|\b(?:add|also|too|as well|another)\b/.test(shape)) {
    return [{ kind: 'fragment', slots: slotsOf(mention), correction: true }]
  }
  return [{ kind: 'add', slots: slotsOf(mention), more, definite, ...(correction && count > 1 ? { correction } : {}) }]
}
