// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots } from './acts.ts'
import type { Clause } from './clauses.ts'
import { itemAct } from './items.ts'
import { hasSlots, slotsOf, targetOf, tokenAtOffset } from './mention-slots.ts'
import { findMentions, type Mention } from './mentions.ts'
import type { Token } from './words.ts'

/** "change the pepperoni to a hawaiian", "swap that for a large". */
export function replacement(clause: Clause): Act[] | null {
  const match = /\b(?:change|swap|switch|replace|turn|exchange|upgrade|downgrade|update|trade|bump)\b/.exec(
    clause.shape,
  )
  if (!match) return null
  const from = tokenAtOffset(clause, match.index)
  const pivot = clause.tokens.findIndex(
    ({ kind, text }, at) => at > from && kind === 'word' && /^(to|for|with|into|by|up)$/.test(text),
  )
  if (pivot === -1) return null
  const olds = findMentions(clause.tokens.slice(from + 1, pivot))
  const news = findMentions(clause.tokens.slice(pivot + 1))
  const [old] = olds
  const [fresh] = news
  if (!fresh) return null
  // "Change two pepperonis to hawaiian": so many of them.
  const part = old?.part ?? (old?.pizza === undefined ? undefined : old.quantity)
  const target = old ? { ...targetOf(old), ...(part === undefined ? {} : { part }) } : null
  const oldToppings = old && old.pizza === undefined ? old.toppings : []
  const swapped = oldToppings.map(({ name }) => ({ kind: 'without' as const, name }))
  const change: Act = { kind: 'change', target, set: { ...slotsOf(fresh), toppings: [...swapped, ...fresh.toppings] } }
  const rest = news.slice(1).flatMap((mention) => itemAct(mention, clause.shape, false, news.length))
  return [change, ...rest]
}

/** "a hawaiian instead of the pepperoni". */
export function insteadOf(clause: Clause): Act[] | null {
  const match = /\b(?:instead of|rather than|not)\b/.exec(clause.shape)
  if (!match || /\bnot\b/.test(match[0])) return null
  const pivot = tokenAtOffset(clause, match.index)
  const [fresh] = findMentions(clause.tokens.slice(0, pivot))
  const [old, ...others] = findMentions(clause.tokens.slice(pivot + 2))
  if (!fresh && old) return swappedFor(old, others)
  if (!fresh || !old) return null
  if (old.pizza === undefined && old.toppings.length > 0) {
    const swapped = old.toppings.map(({ name }) => ({ kind: 'without' as const, name }))
    return [{ kind: 'change', target: null, set: { ...slotsOf(fresh), toppings: [...swapped, ...fresh.toppings] } }]
  }
  return [{ kind: 'change', target: targetOf({ ...old, definite: true }), set: slotsOf(fresh) }]
}

/** "Instead of mushrooms bacon": what goes is said first. */
function swappedFor(old: Mention, [fresh]: readonly Mention[]): Act[] | null {
  const [gone, ...added] = [...old.toppings, ...(fresh?.toppings ?? [])]
  if (old.pizza !== undefined)
    return fresh ? [{ kind: 'change', target: targetOf({ ...old, definite: true }), set: slotsOf(fresh) }] : null
  if (!gone || added.length === 0) return null
  const put = added.map(({ kind, name }) => ({ kind: kind === 'extra' ? ('extra' as const) : ('with' as const), name }))
  return [{ kind: 'change', target: null, set: { toppings: [{ kind: 'without', name: gone.name }, ...put] } }]
}

/** "Hers with olives", "mine should be a small". */
const OF_ONE_PERSON = /\b(?:hers|his|mine|theirs|my (?:one|pizza)|(?:her|their) (?:one|pizza))\b/

/** "make it three", "make the hawaiian a large", "make that with extra cheese". */
export function makeIt(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const match =
    /(?:make|have|do|want|should be|need|get|like) (?:(it|that|them|those|these|this)(?: one| ones| pizzas?| <pizza>)?|(?:the|my|that|those)\b)|should be|(?:can|could) (?:it|that|they|those|this|(?:the|my) (?:<size> )?<pizza>(?: pizzas?)?) be|^(?:it|that|they|those) (?:to be|is|are|was)|\b(?:meant|said|mean|wanted)\b/.exec(
      clause.shape,
    )
  const some = /\b(?:can|could|may|should|might) (<number>)(?: of (?:them|those|these))? (?:have|be|come|get)\b/.test(
    clause.shape,
  )
  if (some || OF_ONE_PERSON.test(clause.shape)) {
    const [part, ...others] = mentions.filter(hasSlots)
    if (part && part.pizza === undefined && others.length === 0) {
      const { quantity = 1, ...set } = slotsOf(part)
      return [{ kind: 'change', target: { part: some ? quantity : 1 }, set }]
    }
  }
  if (!match) return null
  const made = /^make|should be|(?:can|could) .* be/.test(match[0])
  const meant = /meant|said|mean|wanted/.test(match[0])
  const begin = tokenAtOffset(clause, match.index)
  const after = clause.tokens.slice(begin)
  if (meant) {
    const said = withoutDenied(after)
    const news = findMentions(said.tokens)
    const [fresh] = news
    if (!fresh) return null
    // "I meant remove the margherita".
    if (/\b(?:remove|cancel|delete|drop|take)\b/.test(clause.shape.slice(match.index)) && fresh.pizza !== undefined)
      return [{ kind: 'other', target: targetOf(fresh) }]
    if (news.length === 1 && !hasSlots(fresh))
      return fresh.ordinal === undefined ? null : [{ kind: 'other', target: targetOf(fresh) }]
    if (news.length === 1) return [{ kind: 'fragment', slots: slotsOf(fresh), correction: true }]
    return null
  }
  if (match[1] !== undefined) {
    const rest = after.slice(/ one\b| ones\b| pizza/.test(match[0]) ? 3 : 2)
    const [first, ...others] = findMentions(withoutDenied(rest).tokens)
    if (first?.more) return [{ kind: 'add', slots: slotsOf(first), more: true, definite: false }]
    if (!first || !hasSlots(first)) return null
    const added = others.flatMap((mention) => itemAct(mention, clause.shape, false, others.length))
    return [
      {
        kind: 'change',
        target: /<pizza>/.test(match[0]) ? targetOf(first) : null,
        set: slotsOf(first),
        plural: /^(?:them|those|these)$/.test(match[1]),
      },
      ...added,
    ]
  }
  if (!made) return null
  return makeTheOne(after, mentions)
}

/** "make the hawaiian a large", "make the second one medium", "make the large one extra large". */
function makeTheOne(tokens: readonly Token[], mentions: readonly Mention[]): Act[] | null {
  const parts = findMentions(tokens)
  const [old, fresh] = parts
  if (!old) return null
  if (fresh) return [{ kind: 'change', target: targetOf(old), set: slotsOf(fresh) }]
  if (old.pizza !== undefined || old.ordinal !== undefined) {
    const { quantity, size, toppings } = old
    const set: Slots = {
      ...(quantity === undefined ? {} : { quantity }),
      ...(size === undefined ? {} : { size }),
      toppings,
    }
    const { pizza, ordinal } = old
    return [
      {
        kind: 'change',
        target: { ...(pizza === undefined ? {} : { pizza }), ...(ordinal === undefined ? {} : { ordinal }) },
        set,
      },
    ]
  }
  return mentions.length === 1 ? [{ kind: 'change', target: null, set: slotsOf(old) }] : null
}

/** "not two, three": the denied part goes. */
export function notThat(clause: Clause): Act[] | null {
  if (!/\bnot (?:<number>|<size>|<pizza>|<topping>|the <)/.test(clause.shape)) return null
  const swapped = swappedToppings(clause)
  if (swapped) return swapped
  const named = findMentions(clause.tokens)
  const last = named.at(-1)
  if (/^not the (?:<size>|<pizza>).*\bthe (?:<size>|<pizza>)/.test(clause.shape) && last && named.length > 1) {
    return [{ kind: 'other', target: targetOf(last) }]
  }
  const [fresh] = findMentions(withoutDenied(clause.tokens).tokens)
  if (!fresh) return []
  return [{ kind: 'fragment', slots: slotsOf(fresh), correction: true }]
}

/** "Not ham, bacon", "bacon, not ham". */
function swappedToppings({ tokens, shape }: Clause): Act[] | null {
  if (!/\bnot <topping>/.test(shape) || /<pizza>|<size>/.test(shape)) return null
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'not')
  const denied = tokens[at + 1]
  const [fresh] = findMentions([...tokens.slice(0, at), ...tokens.slice(at + 2)])
  if (denied?.kind !== 'topping' || !fresh) return null
  const gone = { kind: 'without' as const, name: denied.name }
  return [{ kind: 'change', target: null, set: { toppings: [gone, ...fresh.toppings] } }]
}

function withoutDenied(tokens: readonly Token[]): { tokens: readonly Token[] } {
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'not')
  if (at === -1) return { tokens }
  let end = at + 1
  while (
    end < tokens.length &&
    tokens[end]?.kind !== 'stop' &&
    !(tokens[end]?.kind === 'word' && /^(but|its|i|make)$/.test(tokens[end]?.text ?? ''))
  ) {
    end += 1
    if (tokens[end - 1]?.kind === 'number' && at === 0 && end < tokens.length) break
  }
  return { tokens: [...tokens.slice(0, at), ...tokens.slice(end)] }
}

/** "No, the other one"; "the large one". */
export function otherOne(shape: string, mentions: readonly Mention[]): Act[] | null {
  if (/\bother (?:one|pizza)\b/.test(shape) && !mentions.some(hasSlots)) {
    return [{ kind: 'other', target: { ordinal: 'other' } }]
  }
  const [only] = mentions
  if (mentions.length !== 1 || !only || only.pizza !== undefined || only.quantity !== undefined) return null
  const target = targetOf(only)
  if (target.ordinal !== undefined || target.toppings !== undefined) return [{ kind: 'other', target }]
  if (/^(?:i (?:mean|meant) )?(?:the|that|my) <size>(?: one| pizza)?$/.test(shape)) return [{ kind: 'other', target }]
  return null
}
