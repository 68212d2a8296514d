// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots, Target } from './acts.ts'
import type { Question, Situation } from './situation.ts'
import { understand } from './understand.ts'

/** Two readings that differ in a number are asked about, not guessed; but once: whoever says "three" again says three. */
export function numberInDoubt({ alsoHeard, question }: Situation, acts: readonly Act[]): Question | null {
  if (alsoHeard === null) return null
  const others = quantities(understand(alsoHeard))
  const pairs = quantities(acts).map((one, index) => [one, others[index]] as const)
  const [one, other] = pairs.find(([one, other]) => other !== undefined && one !== other) ?? []
  if (one === undefined || other === undefined) return null
  if (question.kind === 'which number' && question.numbers.includes(one)) return null
  return { kind: 'which number', numbers: [one, other], about: '' }
}

function quantities(acts: readonly Act[]): number[] {
  return acts.flatMap((act) => {
    const slots =
      act.kind === 'add' || act.kind === 'fragment' ? act.slots : act.kind === 'change' ? act.set : undefined
    if (slots) return slots.quantity === undefined ? [] : [slots.quantity]
    return act.kind === 'remove' && act.quantity !== undefined ? [act.quantity] : []
  })
}

/** An answer to "did you say two or ten?" or "which one?" completes what was said before. */
export function resolveAnswer({ question }: Situation, acts: readonly Act[]): readonly Act[] {
  const [first] = acts
  if (question.kind === 'which number' && first) {
    const [number] = quantities(acts)
    const earlier = understand(question.about)
    if (number === undefined || acts.some(({ kind }) => kind === 'remove')) return acts
    const doubted = earlier.findIndex((act) => quantities([act]).some((one) => question.numbers.includes(one)))
    const at = doubted < 0 ? earlier.findIndex((act) => quantities([act]).length > 0) : doubted
    return earlier.map((act, index) => (index === at ? withQuantity(act, number) : act))
  }
  if (question.kind === 'which line' && first) {
    const target =
      first.kind === 'other'
        ? first.target
        : first.kind === 'add' || first.kind === 'fragment'
          ? targetOfSlots(first.slots)
          : null
    if (!target) return acts
    return understand(question.about).map((act) =>
      act.kind === 'change' || act.kind === 'remove' ? { ...act, target } : act,
    )
  }
  return acts
}

function withQuantity(act: Act, quantity: number): Act {
  if (act.kind === 'add' || act.kind === 'fragment') return { ...act, slots: { ...act.slots, quantity } }
  if (act.kind === 'change') return { ...act, set: { ...act.set, quantity } }
  return act.kind === 'remove' ? { ...act, quantity } : act
}

function targetOfSlots({ pizza, size }: Slots): Target | null {
  if (pizza === undefined && size === undefined) return null
  return { ...(pizza === undefined ? {} : { pizza }), ...(size === undefined ? {} : { size }) }
}
