// SPDX-License-Identifier: Apache-2.0

import type { ToppingWish } from './mentions.ts'

/** Which line of the order is meant, as far as it was said. */
export interface Target {
  readonly pizza?: string
  readonly size?: string
  readonly ordinal?: number | 'last' | 'other'
  /** So many of its pizzas: "two of them". Below one it is a share: "half of them". */
  readonly part?: number
  /** "The one without sausage". */
  readonly toppings?: readonly ToppingWish[]
  /** "All of them", "the others". */
  readonly group?: 'all' | 'rest'
  /** "Everything but the hawaiian". */
  readonly except?: Target
}

/** Slots that were said without a verb that tells what to do with them. */
export interface Slots {
  readonly quantity?: number
  readonly size?: string
  readonly pizza?: string
  readonly toppings: readonly ToppingWish[]
}

/** One thing a customer does with words. */
export type Act =
  | {
      readonly kind: 'add'
      readonly slots: Slots
      readonly more: boolean
      readonly definite: boolean
      /** It takes back what was said before. */
      readonly correction?: boolean
    }
  /** `target` null: whatever was last talked about. */
  | {
      readonly kind: 'change'
      readonly target: Target | null
      readonly set: Slots
      /** "Them" was said. */
      readonly plural?: boolean
    }
  | { readonly kind: 'remove'; readonly target: Target | null; readonly quantity?: number }
  /** "No, the other one." */
  | { readonly kind: 'other'; readonly target: Target }
  /** Bare slots: an answer, or a correction of what was just said. */
  | { readonly kind: 'fragment'; readonly slots: Slots; readonly correction: boolean }
  /** "I will take that", "two of those": what was last talked about, or else what the words mean without it. */
  | { readonly kind: 'take'; readonly slots: Slots; readonly otherwise: readonly Act[] }
  /** "One of each": of what was asked about, or of all there is. */
  | { readonly kind: 'each'; readonly quantity: number; readonly size?: string }
  /** "The same size as the first". */
  | { readonly kind: 'same size' }
  /** "Keep the pepperoni", after it was taken off. */
  | { readonly kind: 'keep' }
  /** "Double it", "double the first". */
  | { readonly kind: 'multiply'; readonly by: number; readonly target?: Target }
  /** "Make it plain": nothing but what is on the menu. */
  | { readonly kind: 'plain' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'menu'; readonly about: string; readonly size?: string }
  /** "How much is a large one", "does it have olives on it": what was last talked about. */
  | { readonly kind: 'about it'; readonly size?: string }
  | { readonly kind: 'recommend' }
  | { readonly kind: 'order' }
  | { readonly kind: 'total' }
  | { readonly kind: 'delivery'; readonly how: 'pickup' | 'delivery'; readonly address?: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'shop'; readonly about: string }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'done' }
  /** `content`: "sounds good", "perfect", which is not "yes, I want something else". */
  | { readonly kind: 'yes'; readonly content: boolean }
  | { readonly kind: 'no' }
  | {
      readonly kind: 'talk'
      readonly about:
        | 'greeting'
        | 'name'
        | 'how are you'
        | 'thanks'
        | 'bye'
        | 'identity'
        | 'injection'
        | 'repeat'
        | 'wait'
        /** Nothing was said yet that could be done. */
        | 'listening'
        /** Toppings on half of a pizza were asked for. */
        | 'halves'
        /** A lower price was asked for, politely. */
        | 'haggling'
        /** Something is wrong with an earlier order. */
        | 'complaint'
        /** "Make sure it is hot": nothing an order has a place for. */
        | 'special wish'
        /** A question the shop has no answer to. */
        | 'off topic'
    }

/** Acts that want something done or told; the rest is small talk and answers. */
export function isRequest(act: Act): boolean {
  return act.kind !== 'talk' && act.kind !== 'yes' && act.kind !== 'no'
}

/** Says nothing about a pizza that still lacks its kind or its size. */
export function isNoHelp({ kind }: Act): boolean {
  return ['yes', 'no', 'done', 'confirm', 'talk', 'delivery', 'address'].includes(kind)
}
