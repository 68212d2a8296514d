// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { itemAct } from './items.ts'
import { findMentions } from './mentions.ts'
import { isWord, type Token } from './words.ts'

/** "Do you deliver to Oak Avenue": a question about the street, or, with a house number, a wish. */
export function areaOrDelivery(clause: Clause): Act[] {
  const address = addressIn(clause.tokens)
  return address && /\d/.test(address)
    ? [{ kind: 'delivery', how: 'delivery', address }]
    : [{ kind: 'shop', about: address === undefined ? 'streets' : `street: ${address}` }]
}

/** Pickup or delivery, with the address and the pizzas of the same breath. */
export function deliveryAct(clause: Clause, how: 'pickup' | 'delivery'): Act[] {
  const address = addressIn(clause.tokens)
  const denied = /\b(?:no|not|dont|instead of|rather than|cancel)\b(?: \w+){0,3} (?:deliver|delivery|pickup|pick)/.test(
    clause.shape,
  )
  const other = how === 'pickup' ? 'delivery' : 'pickup'
  const chosen = denied ? other : how
  const beside = itemsBeside(clause)
  if (how === 'delivery' && address !== undefined && !/deliver|bring|send|drop/.test(clause.shape))
    return [...beside, { kind: 'address', address }]
  return [
    ...beside,
    chosen === 'delivery' && address !== undefined
      ? { kind: 'delivery', how: chosen, address }
      : { kind: 'delivery', how: chosen },
  ]
}

/** Pizzas named in a clause that is about something else: "two large pepperoni for pickup". */
function itemsBeside(clause: Clause): Act[] {
  const street = clause.tokens.findIndex(({ kind }) => kind === 'street')
  const tokens =
    street === -1
      ? clause.tokens
      : clause.tokens.filter(
          (token, at) => at !== street && !(Math.abs(at - street) <= 1 && token.kind === 'number' && !token.weak),
        )
  const mentions = findMentions(tokens).filter(({ pizza, definite }) => pizza !== undefined && !definite)
  return mentions.flatMap((mention) => itemAct(mention, clause.shape, false, mentions.length))
}

function addressIn(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ kind }) => kind === 'street')
  const street = tokens[at]
  if (street?.kind !== 'street') return unknownAddress(tokens)
  const before = tokens.slice(Math.max(0, at - 2), at).findLast((token) => token.kind === 'number' && !token.weak)
  const number = before ?? tokens[isWord(tokens[at + 1], /^(number|no)$/) ? at + 2 : at + 1]
  return number?.kind === 'number' && !number.weak ? `${number.value} ${street.name}` : street.name
}

/** A number and a street the menu does not list: it is for the shop's tool to refuse. */
function unknownAddress(tokens: readonly Token[]): string | undefined {
  const end = tokens.findIndex(({ kind, text }) => kind === 'word' && STREET_KIND.test(text))
  const from = tokens.slice(0, Math.max(0, end)).findLastIndex((token) => token.kind === 'number' && !token.weak)
  if (from === -1 || end - from > 3) return undefined
  return tokens
    .slice(from, end + 1)
    .map((token) => (token.kind === 'number' ? String(token.value) : token.text))
    .join(' ')
}

const STREET_KIND = /^(street|road|avenue|lane|drive|court|place|way|boulevard|square)$/
