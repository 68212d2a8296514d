// SPDX-License-Identifier: Apache-2.0

import type { Slots } from './acts.ts'
import { Draft } from './draft.ts'
import type { Note } from './plan.ts'
import type { Question, Situation } from './situation.ts'
import { wishWords } from './topping-wishes.ts'

/** What one utterance comes to, while its acts are gone through one after the other. */
export class Planning {
  readonly situation: Situation
  readonly draft: Draft
  readonly notes: Note[] = []
  /** Pizzas that cannot be ordered yet because something is missing. */
  pending: Slots[]
  /** What has to be asked whatever else is open. */
  ask: Question | null = null
  /** The customer has come to the end of it: what is left is to read back and ask. */
  wrapUp = false
  /** How many of what waits has been answered in this breath. */
  answered = 0

  constructor(situation: Situation) {
    this.situation = situation
    const { question } = situation
    this.draft = new Draft(situation)
    this.pending = 'items' in question ? [...question.items] : []
  }

  /** Adds to the order whatever lacks nothing any more. */
  orderWhatIsComplete(): void {
    const waiting = this.pending
    this.pending = []
    for (const slots of waiting) {
      const { pizza, size, quantity = 1 } = slots
      if (pizza === undefined || size === undefined) this.pending.push(slots)
      else this.draft.add({ pizza, size, quantity, toppings: slots.toppings.map(wishWords) })
    }
  }
}
