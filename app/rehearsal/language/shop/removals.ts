// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { itemAct } from './items.ts'
import { hasSlots, slotsOf, targetOf, tokenAtOffset } from './mention-slots.ts'
import { findMentions, type Mention, type ToppingWish } from './mentions.ts'

const REMOVES =
  /\b(?:remove|take (?:off|out|away|back)|cancel|delete|drop|scratch|get rid of|lose|leave (?:off|out)|ditch|skip|forget(?: about)?|never ?mind(?: about)?|hold|(?:dont|do not|no longer) (?:want|need)|take (?:the|that|those|it|them|my|one|a|an|<number>|all)\b.*\b(?:off|out|away)|leave (?:the|that|those|them|it)\b.*\b(?:off|out)|kick|scrap|without|remove|minus|strike|nix)\b/

/** "Put bacon on the one without ham": it is told by what it lacks, nothing is taken off. */
const TELLS_WHICH = /(?:\b(?:on|to|onto|from|off|make|change|swap) |^(?:no )?)(?:the|that|my) ones? without /

/** "remove the olives from the hawaiian", "cancel the margherita", "take one pepperoni off". */
export function removal(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const { shape, tokens } = clause
  const match = REMOVES.exec(shape)
  if (!match || (/^without/.test(match[0]) && TELLS_WHICH.test(shape))) return null
  const begin = tokenAtOffset(clause, match.index)
  if (/without|minus/.test(match[0]) && mentions.some(({ pizza, start }) => pizza !== undefined && start < begin))
    return null
  const before = findMentions(tokens.slice(0, begin)).filter(hasSlots)
  if (/^hold$/.test(match[0]) && !/hold (?:the |all )?(?:the )?<(?:topping|pizza)>/.test(shape)) return null
  const after = tokens.slice(begin)
  const pivot = after.findIndex(
    ({ kind, text }, at) =>
      at > 0 &&
      kind === 'word' &&
      /^(from|on|off|of|in)$/.test(text) &&
      findMentions(after.slice(0, at)).length > 0 &&
      findMentions(after.slice(at + 1)).length > 0,
  )
  const first = pivot === -1 ? after : after.slice(0, pivot)
  const whole = pivot === -1 ? [] : findMentions(after.slice(pivot + 1))
  const named =
    /^(?:without|minus|hold|skip|leave)/.test(match[0]) ||
    whole.length > 0 ||
    /\bon (?:it|that|them|there)\b/.test(shape)
  const gone = named ? findMentions(first) : findMentions(first).flatMap(asPizzas)
  const told = gone.map(targetOf).filter(({ toppings }) => toppings !== undefined)
  if (told.length > 0 && told.length === gone.length && whole.length === 0)
    return told.map((target): Act => ({ kind: 'remove', target }))
  const names = toppingNames(gone, whole.length > 0)
  // "The small one without cheese": what comes before says which.
  const [described] = before
  const which =
    described &&
    before.length === 1 &&
    /^(?:without|minus)$/.test(match[0]) &&
    /\b(?:the|my|that) (?:\S+ )?(?:one|ones)\b/.test(shape)
  if (which && described.toppings.length === 0 && names.length > 0) {
    const set = { toppings: names.map((name) => ({ kind: 'without' as const, name })) }
    return [{ kind: 'change', target: targetOf(described), set }]
  }
  const added = before.flatMap((mention) => itemAct(mention, shape, false, before.length))
  const target = whole[0] ? targetOf(whole[0]) : null
  const onlyToppings =
    gone.length > 0 &&
    gone.every(
      ({ pizza }) =>
        pizza === undefined || whole.some((of) => of.pizza !== undefined || of.noun || of.ordinal !== undefined),
    )
  if (onlyToppings && names.length > 0 && !gone.some(({ size }) => size !== undefined)) {
    return [...added, { kind: 'change', target, set: { toppings: wishesIn(gone, names) } }]
  }
  const items = [...gone, ...(gone.some(({ pizza }) => pizza !== undefined) ? [] : whole)].filter(
    (m) => hasSlots(m) || m.noun || m.ordinal !== undefined,
  )
  if (items.length === 0) return [...added, { kind: 'remove', target: null }]
  return [
    ...added,
    ...items.map((mention): Act => {
      const quantity = mention.quantity ?? (mention.single ? 1 : undefined)
      const described =
        whole[0] && mention.pizza === undefined ? { ...targetOf(mention), ...targetOf(whole[0]) } : targetOf(mention)
      const partly = quantity !== undefined && !mention.definite
      const bare = described.pizza === undefined && described.size === undefined && described.ordinal === undefined
      return { kind: 'remove', target: bare ? null : described, ...(partly ? { quantity } : {}) }
    }),
  ]
}

/** "add olives to that", "extra cheese on the hawaiian", "no onions": toppings for something already ordered. */
export function toppingsOnly(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const { shape, tokens } = clause
  const [first] = mentions
  if (!first || first.toppings.length === 0 || first.pizza !== undefined || first.size !== undefined) return null
  if (first.noun && !/\b(?:on|to|onto|for) (?:the|my|that|both|all|each)\b/.test(shape)) return null
  const pivot = tokens.findIndex(
    ({ kind, text }, at) => at > first.start && kind === 'word' && /^(to|on|onto|for)$/.test(text),
  )
  const of = pivot === -1 ? undefined : findMentions(tokens.slice(pivot + 1))[0]
  const { quantity, ...rest } = slotsOf(first)
  // "Can you put jalapenos on a pepperoni": one that is not ordered yet.
  if (of?.pizza !== undefined && of.single && !of.definite)
    return [
      {
        kind: 'add',
        slots: { ...slotsOf(of), toppings: [...first.toppings, ...of.toppings] },
        more: false,
        definite: false,
      },
    ]
  const newItem = mentions[1]
  if (newItem?.pizza !== undefined && pivot === -1) {
    return [
      { kind: 'change', target: null, set: { ...rest } },
      ...mentions.slice(1).flatMap((mention) => itemAct(mention, shape, false, mentions.length)),
    ]
  }
  return [{ kind: 'change', target: of ? targetOf(of) : null, set: rest }]
}

/** "Without bacon but with double sausage": once something is left out in words, the rest is as it is said. */
function wishesIn(gone: readonly Mention[], names: readonly string[]): readonly ToppingWish[] {
  const said = gone.flatMap(({ toppings }) => toppings)
  const first = said.findIndex(({ kind }) => kind === 'without')
  const kept = first === -1 ? [] : said.slice(first).filter(({ kind }) => kind !== 'without')
  return names.map((name) => kept.find((wish) => wish.name === name) ?? { kind: 'without', name })
}

function toppingNames(mentions: readonly Mention[], ofSomething: boolean): string[] {
  return mentions.flatMap(({ toppings, pizza }) => [
    ...toppings.map(({ name }) => name),
    ...(ofSomething && pizza === 'Pepperoni' ? ['pepperoni'] : []),
  ])
}

/** "Remove the pepperoni" means the pizza, unless something says that it is on one; so does "the spinach and mushroom". */
function asPizzas(mention: Mention): Mention[] {
  if (mention.pizza !== undefined) return [mention]
  const names = mention.toppings.map(({ name }) => name)
  const both = names.join() === 'spinach,mushrooms'
  if (!both && !names.includes('pepperoni')) return [mention]
  const named = { ...mention, pizza: both ? 'Spinach and Mushroom' : 'Pepperoni', toppings: [] }
  const toppings = both ? [] : mention.toppings.filter(({ name }) => name !== 'pepperoni')
  return toppings.length > 0 ? [named, { ...mention, toppings }] : [named]
}

/** "Just make it plain": nothing on it but what belongs there. */
export function makePlain({ shape }: Clause, mentions: readonly Mention[]): Act[] | null {
  if (mentions.some(hasSlots)) return null
  return /\bplain\b|\bnothing (?:extra )?on (?:it|that|them)\b|\b(?:without|no) (?:any )?(?:extra )?toppings\b/.test(
    shape,
  )
    ? [{ kind: 'plain' }]
    : null
}
