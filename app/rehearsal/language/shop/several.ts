// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots, Target } from './acts.ts'
import type { Clause } from './clauses.ts'
import { itemAct } from './items.ts'
import { hasSlots, slotsOf, targetOf, tokenAtOffset } from './mention-slots.ts'
import { findMentions, type Mention } from './mentions.ts'

const REST =
  /\b(?:all (?:of )?)?the (?:others|rest|other (?:ones|pizzas|<number>)|remaining(?: ones| pizzas| <number>)?)(?: of (?:them|those|the pizzas))?(?= |$)/
const ALL =
  /\b(?:them all|both(?: of (?:them|those|the pizzas))?|(?:each|every|all|any) (?:of )?(?:them|those|these|one|the pizzas?|pizzas?|the (?:<number>|ones))|all <number>|each one|everything|^all|^each)(?= |$)/
const REMOVES = /\b(?:remove|cancel|delete|drop|scratch|get rid of|lose|forget|scrap|take (?:off|out|away)|dont want)\b/

const ALL_BUT =
  /(?<=\b(?:remove|cancel|delete|drop|scratch|get rid of|lose|forget|scrap|take off|dont want)\b.*)\b(?:except|but|apart from|besides)\b|(?<=\b(?:keep only|only keep|just keep|keep just)\b).*/

/** "Make them all large", "small for the others", "the rest with olives". */
export function groupAct({ shape, tokens }: Clause): Act[] | null {
  const kept = ALL_BUT.exec(shape)
  if (kept) {
    const [mention] = findMentions(tokens.slice(tokenAtOffset({ shape, tokens, correction: false }, kept.index)))
    if (mention && (hasSlots(mention) || mention.ordinal !== undefined))
      return [{ kind: 'remove', target: { group: 'rest', except: targetOf(mention) } }]
  }
  if (/\b(?:menu|do you|what|which|is|are)\b/.test(shape) && !/\b(?:make|be)\b/.test(shape)) return null
  const except = /\b(?:except|but|apart from|besides)(?: for)? (?:the|my|that) <pizza>/.exec(shape)
  if (except) return exceptAct({ shape, tokens, correction: false }, except.index)
  const rest = REST.exec(shape)
  const found = rest ?? ALL.exec(shape)
  if (!found) return null
  const group = rest ? 'rest' : 'all'
  const from = tokenAtOffset({ shape, tokens, correction: false }, found.index)
  const to = from + found[0].trim().split(' ').length
  const before = findMentions(tokens.slice(0, from))
  const after = findMentions(tokens.slice(to))
  const said = [...before, ...after].filter(hasSlots)
  if (rest && said.length === 0 && REMOVES.test(shape)) return [{ kind: 'remove', target: { group } }]
  const [only] = said
  if (!only || said.length > 1) return null
  // "A pepperoni, a hawaiian and a veggie, all large" names pizzas first: that is one order, not a change.
  if (only.pizza !== undefined && !/\b(?:make|change|swap|switch|turn)\b/.test(shape)) return null
  const { quantity: _, ...set } = slotsOf(only)
  return [{ kind: 'change', target: { group }, set }]
}

/** "All medium except the veggie": named first, so that the rest is what is left. */
function exceptAct(clause: Clause, at: number): Act[] | null {
  const pivot = tokenAtOffset(clause, at)
  const [all] = findMentions(clause.tokens.slice(0, pivot)).filter(hasSlots)
  const [not, own] = findMentions(clause.tokens.slice(pivot)).filter(hasSlots)
  if (!all || all.pizza !== undefined || not?.pizza === undefined) return null
  const { pizza: _, ...inside } = slotsOf(not)
  const { quantity: _quantity, ...set } = slotsOf(all)
  return [
    { kind: 'change', target: { pizza: not.pizza }, set: own ? slotsOf(own) : inside },
    { kind: 'change', target: { group: 'rest' }, set },
  ]
}

/** "Make one of them large", "two of those without olives", "make two of the pepperonis bbq chicken". */
export function partAct({ shape }: Clause, mentions: readonly Mention[]): Act[] | null {
  const at = mentions.findIndex(({ part }) => part !== undefined)
  const some = mentions[at]
  if (!some || mentions.slice(0, at).some(hasSlots)) return null
  const verb = /\b(?:make|change|swap|switch|turn|have|can|could|should|with|without|no|into|be|want|like|to)\b/.test(
    shape,
  )
  const changed = verb ? mentions[at + 1] : undefined
  const { quantity: _, pizza: __, ...own } = slotsOf(some)
  const what = changed ? slotsOf(changed) : null
  const set: Slots = what
    ? {
        ...own,
        ...(what.pizza === undefined ? {} : { pizza: what.pizza }),
        ...(what.size === undefined ? {} : { size: what.size }),
        toppings: [...own.toppings, ...what.toppings],
      }
    : own
  if (set.size === undefined && set.pizza === undefined && set.toppings.length === 0) return null
  const { size, toppings: _toppings, ...target } = targetOf(some)
  // "One of the large ones without ham": said before the noun, the size tells which.
  const tells =
    size !== undefined &&
    (changed !== undefined || some.toppings.length > 0) &&
    /of (?:the|my|those) <size>/.test(shape)
  const { size: _size, ...setElse } = set
  return [
    { kind: 'change', target: tells ? { ...target, size } : target, set: tells && !what?.size ? setElse : set },
    ...mentions.slice(changed ? at + 2 : at + 1).flatMap((mention) => itemAct(mention, shape, false, mentions.length)),
  ]
}

/** "Large for the hawaiian": a size for something that was named before. */
export function sizeFor({ shape }: Clause, mentions: readonly Mention[]): Act[] | null {
  if (!/^(?:and |so |a |an |<number> )*<size> (?:one )?for (?:the|my|that) <pizza>(?: pizzas?)?$/.test(shape))
    return null
  return mentions.flatMap(({ size, pizza }): Act[] =>
    size === undefined || pizza === undefined
      ? []
      : [{ kind: 'change', target: { pizza }, set: { size, toppings: [] } }],
  )
}

const SHOULD_BE =
  /\b(?:(?:was|were|is|are) (?:supposed|meant) to be|(?:has|have|needs?|ought) to be|(?:should|must|can|could|will|would) be|is|are|was)\b/

/** "The veggie should be extra large", "the pepperoni is a large". */
export function shouldBe(clause: Clause): Act[] | null {
  const { shape, tokens } = clause
  const match = SHOULD_BE.exec(shape)
  if (
    !match ||
    !/\b(?:the|my|that) (?:<size> |first |second |third |last )?(?:<pizza>|<size>|one|ones)/.test(
      shape.slice(0, match.index),
    )
  )
    return null
  const from = tokenAtOffset(clause, match.index)
  const subjects = findMentions(tokens.slice(0, from)).filter((m) => hasSlots(m) || m.ordinal !== undefined)
  const objects = findMentions(tokens.slice(from + match[0].split(' ').length)).filter(hasSlots)
  const [subject] = subjects
  const [object] = objects
  if (subjects.length !== 1 || !subject || objects.length !== 1 || !object) return null
  const target: Target = targetOf(subject)
  return [{ kind: 'change', target, set: slotsOf(object) }]
}
