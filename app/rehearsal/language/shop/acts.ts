// SPDX-License-Identifier: Apache-2.0

import type { ToppingWish } from './mentions.ts'

/** Which line of the order is meant, as far as it was said. */
export interface Target {
  readonly pizza?: string
  readonly size?: string
  readonly ordinal?: number | 'last' | 'other'
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
  | { readonly kind: 'add'; readonly slots: Slots; readonly more: boolean; readonly definite: boolean }
  /** `target` null: whatever was last talked about. */
  | { readonly kind: 'change'; readonly target: Target | null; readonly set: Slots }
  | { readonly kind: 'remove'; readonly target: Target | null; readonly quantity?: number }
  /** "No, the other one." */
  | { readonly kind: 'other'; readonly target: Target }
  /** Bare slots: an answer, or a correction of what was just said. */
  | { readonly kind: 'fragment'; readonly slots: Slots; readonly correction: boolean }
  | { readonly kind: 'clear' }
  | { readonly kind: 'menu'; readonly about: string; readonly size?: string }
  | { readonly kind: 'recommend' }
  | { readonly kind: 'order' }
  | { readonly kind: 'total' }
  | { readonly kind: 'delivery'; readonly how: 'pickup' | 'delivery'; readonly address?: string }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'shop'; readonly about: 'hours' | 'waiting time' | 'streets' | 'fee' }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'done' }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | {
      readonly kind: 'talk'
      readonly about: 'greeting' | 'thanks' | 'bye' | 'identity' | 'injection' | 'repeat' | 'wait'
    }

/** Acts that want something done or told; the rest is small talk and answers. */
export function isRequest(act: Act): boolean {
  return act.kind !== 'talk' && act.kind !== 'yes' && act.kind !== 'no'
}
