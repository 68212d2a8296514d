// SPDX-License-Identifier: Apache-2.0

import { MENU, numberWords, type Order } from '#core/menu'
import { lineWords, listWords, orderWords } from './lines.ts'
import { menuWords } from './menu-words.ts'
import type { Note, Plan } from './plan.ts'
import type { Done, Question, Situation } from './situation.ts'
import { wishWords } from './topping-wishes.ts'

/** What the shop says when everything the plan asks for has been done: what came of it, then one question. */
export function composeReply(plan: Plan, situation: Situation): string {
  const { done } = situation
  const placed = done.some(({ name, result }) => name === 'confirm_order' && result.startsWith('Placed'))
  const said = [...notesBefore(plan.notes), ...results(done, situation), ...notesAfter(plan.notes, situation)]
  const question = placed ? '' : questionWords(questionAfter(plan, done), plan.order, situation)
  if (said.length === 0 && question === '') return 'Alright.'
  if (said.length === 0 && /^(What size|Which pizza)/.test(question)) said.push(opener(situation))
  return [...said, question].filter((sentence) => sentence !== '').join(' ')
}

const OPENERS = ['Sure.', 'Got it.', 'Okay.', 'No problem.', 'Alright.'] as const

function opener({ turn }: Situation): string {
  return OPENERS[turn % OPENERS.length] ?? 'Okay.'
}

function results(done: readonly Done[], situation: Situation): string[] {
  const added = done.filter(({ name, result }) => name === 'add_pizza' && result.startsWith('Added'))
  const others = done.filter((call) => !added.includes(call))
  const total = done.findLast(({ result }) => /total is \$/.test(result))
  const sentences: string[] = []
  if (added.length > 0) sentences.push(opener(situation), `I have added ${listWords(added.map(addedWords))}.`)
  for (const call of others) sentences.push(...tell(call, situation, done.length))
  const changed =
    added.length > 0 ||
    others.some(({ name, result }) => /^(change|remove)_pizza$/.test(name) && /^(Changed|Removed)/.test(result))
  const informed = others.some(
    ({ name }) => name === 'get_order' || name === 'set_delivery' || name === 'confirm_order',
  )
  const [firstOpener] = sentences
  const once = sentences.filter((sentence, at) => at === 0 || sentence !== firstOpener)
  const amount = total && /The total is (\$\d+\.\d\d)/.exec(total.result)?.[1]
  if (changed && !informed && amount) once.push(`That comes to ${amount}.`)
  return once
}

function addedWords({ args, result }: Done): string {
  const quantity = typeof args === 'object' && args !== null && 'quantity' in args ? Number(args.quantity) : 1
  const told = describedLine(result)
  return told ? lineWords({ ...told, quantity }) : 'that'
}

function describedLine(result: string): { quantity: number; size: string; pizza: string; toppings: string[] } | null {
  const match = /item \d+: (\d+) (small|medium|extra large|large) ([A-Za-z ]+?)(?: with ([^$.]+?))?(?:, \$|\.)/.exec(
    result,
  )
  if (!match) return null
  const [, quantity, size = '', pizza = '', toppings] = match
  return { quantity: Number(quantity), size, pizza, toppings: toppings?.split(/, and |, | and /).filter(Boolean) ?? [] }
}

function tell({ name, result }: Done, situation: Situation, calls: number): string[] {
  const told = describedLine(result)
  switch (name) {
    case 'add_pizza':
      return [`Sorry. ${result}`]
    case 'change_pizza':
      if (!result.startsWith('Changed')) return [`Sorry. ${result}`]
      return [opener(situation), told ? `It is ${lineWords(told)} now.` : 'I took it off.']
    case 'remove_pizza':
      if (result.startsWith('Removed')) return [opener(situation), `I took off ${told ? lineWords(told) : 'that one'}.`]
      if (result.startsWith('Changed'))
        return [opener(situation), told ? `That leaves ${lineWords(told)}.` : 'I took it off.']
      return [`Sorry. ${result}`]
    case 'look_up_menu':
      return menuWords(result, situation, calls)
    case 'get_order':
      return orderTold(result)
    case 'clear_order':
      return /empty now/.test(result) ? [opener(situation), 'Your order is empty now.'] : [`Sorry. ${result}`]
    case 'confirm_order': {
      if (!result.startsWith('Placed')) return [`Almost. ${result}`]
      return ['Wonderful.', 'Your order is placed.', result.replace(/^Placed\. /, ''), 'Thank you, and enjoy.']
    }
    case 'set_delivery':
      return deliveryTold(result, situation)
    case 'look_up_shop':
      return shopWords(result)
    default:
      return [result]
  }
}

function orderTold(result: string): string[] {
  if (/order is empty/.test(result)) return ['There is nothing in your order yet.']
  const match =
    /^The (open|confirmed) order: (.+?)\. (pickup or delivery not chosen|pickup|delivery[^.]*)\. The total is (\$[\d.]+)\.$/.exec(
      result,
    )
  if (!match) return [result]
  const [, status, items = '', where = '', total = ''] = match
  const lines = items.split('; ').flatMap((line) => describedLine(`${line.replace(/, \$[\d.]+$/, '')}.`) ?? [])
  const head = status === 'confirmed' ? 'Your order is placed.' : 'Let me see.'
  const way = where.startsWith('pickup or') ? '' : `, for ${where}`
  return [head, `You have ${orderWords(lines)}${way}.`, `The total is ${total}.`]
}

function deliveryTold(result: string, situation: Situation): string[] {
  if (result.startsWith('Pickup'))
    return ['Pickup it is.', `That will be ready in about ${numberWords(MENU.pickupWaitMinutes)} minutes.`]
  if (result.startsWith('Delivery to')) {
    const [, address = '', fee = ''] = /^Delivery to (.+?), fee (\$[\d.]+)/.exec(result) ?? []
    return [
      opener(situation),
      `We deliver to ${address} in about ${numberWords(MENU.deliveryWaitMinutes)} minutes.`,
      `Delivery is ${fee}.`,
    ]
  }
  if (result.startsWith('Delivery.')) return ['Delivery, good.']
  return [`Sorry. ${result}`]
}

function shopWords(result: string): string[] {
  const hours = /^Opening hours: (.+)\.$/.exec(result)?.[1]
  if (hours !== undefined) return ['Of course.', `We are open ${listWords(hours.split(', '))}.`]
  const streets = /^We deliver to (.+)\.$/.exec(result)?.[1]?.split(', ') ?? []
  if (streets.length > SPOKEN_STREETS) {
    const few = streets.slice(0, SPOKEN_STREETS)
    return [
      'Yes, we deliver.',
      `We go to ${numberWords(streets.length)} streets, ${listWords(few)} among them.`,
      'Tell me yours, and I will see.',
    ]
  }
  if (result.startsWith('Waiting time'))
    return ['Not long.', result.replace('Waiting time: pickup', 'Pickup takes').replace(', delivery', ', delivery')]
  return [result]
}

/** More names than this are too long to listen to. */
const SPOKEN_STREETS = 3

function notesBefore(notes: readonly Note[]): string[] {
  return notes.flatMap((note): string[] => {
    switch (note) {
      case 'injection':
        return ['Nice try.', 'The prices are the ones on our menu, and I cannot change them.']
      case 'identity':
        return [
          'I am a machine.',
          'To be exact, I am the rehearsal language model of this kit, a set of rules that knows pizza.',
        ]
      case 'greeting':
        return [`Hello, and welcome to ${MENU.shopName}.`]
      case 'name':
        return ['Nice to meet you.', `Welcome to ${MENU.shopName}.`]
      case 'how are you':
        return ['Very well, thank you.']
      case 'thanks':
        return ['You are welcome.']
      case 'listening':
        return ['I am listening.']
      case 'wait':
        return ['Take your time.']
      case 'halves':
        return ['I am sorry, we make and top whole pizzas only.']
      case 'haggling':
        return ['I am sorry.', 'The prices are the ones on our menu, and I cannot change them.']
      case 'complaint':
        return ['I am sorry to hear that.', 'We will take good care of this one.']
      case 'special wish':
        return ['We do our best.', 'I have no way to write that down, though.']
      case 'off topic':
        return ['I only know about pizza, I am afraid.']
      case 'dropped':
        return ['Okay.', 'I left that out.']
      default:
        return []
    }
  })
}

function notesAfter(notes: readonly Note[], { lastReply, order }: Situation): string[] {
  return notes.flatMap((note): string[] => {
    switch (note) {
      case 'bye':
        return [order.status === 'confirmed' ? 'Enjoy your pizza. Goodbye.' : 'Goodbye.']
      case 'repeat':
        return [
          lastReply === '' ? 'I said nothing yet.' : `Of course. ${lastReply.replace(/\s*[^.!?]*\?$/, '')}`.trim(),
        ]
      case 'unclear':
        return ['Sorry, I did not understand that.']
      case 'go on':
        return ['Go ahead.', 'I am listening.']
      case 'what to change':
        return ['Alright.', 'Tell me what to change.']
      case 'nothing ordered':
        return ['There is nothing in your order yet.']
      case 'no such item':
        return order.items.length > 0
          ? ['I cannot find that in your order.', `You have ${orderWords(order.items)}.`]
          : ['I cannot find that in your order.']
      default:
        return []
    }
  })
}

/** What a tool refused may change what has to be asked. */
function questionAfter(plan: Plan, done: readonly Done[]): Question {
  const refused = done.find(({ name, result }) => name === 'set_delivery' && !/^(Pickup|Delivery)/.test(result))
  if (refused) return /placed already/.test(refused.result) ? { kind: 'anything else' } : { kind: 'address' }
  return plan.ask
}

function questionWords(question: Question, order: Order, situation: Situation): string {
  switch (question.kind) {
    case 'size': {
      const named = question.items.map(({ pizza, quantity = 1, toppings }) =>
        theWords({ quantity, ...(pizza === undefined ? {} : { pizza }), toppings: toppings.map(wishWords) }),
      )
      return `What size would you like for ${listWords(named)}?`
    }
    case 'pizza': {
      const named = question.items.map(({ size, quantity = 1, toppings }) =>
        theWords({ quantity, ...(size === undefined ? {} : { size }), toppings: toppings.map(wishWords) }),
      )
      const [only] = question.items
      const plain = only && question.items.length === 1 && only.size === undefined && only.toppings.length === 0
      return plain && (only.quantity ?? 1) === 1
        ? 'Which pizza would you like?'
        : `Which pizza would you like for ${listWords(named)}?`
    }
    case 'leave out': {
      const named = question.items.map(({ pizza, quantity = 1 }) =>
        theWords({ quantity, ...(pizza === undefined ? {} : { pizza }), toppings: [] }),
      )
      return `I will leave out ${listWords(named)}, then?`
    }
    case 'which number':
      return `Sorry, did you say ${question.numbers.map(numberWords).join(' or ')}?`
    case 'which line':
      return `Which one do you mean, ${order.items.map((item) => `the ${lineWords(item)}`).join(' or ')}?`
    case 'pickup or delivery':
      return 'Is it for pickup or delivery?'
    case 'address':
      return 'Which street and house number, please?'
    case 'place the order': {
      const readBack = situation.done.some(({ name }) => name === 'get_order')
        ? ''
        : `You have ${orderWords(order.items)}. `
      return `${readBack}Shall I place the order?`
    }
    case 'anything else':
      return situation.order.items.length === 0 && order.items.length === 0
        ? 'What would you like to order?'
        : 'Anything else?'
    case 'none':
      return ''
  }
}

function theWords(item: Parameters<typeof lineWords>[0]): string {
  return `the ${item.quantity === 1 ? lineWords(item).replace(/^one /, '') : lineWords(item)}`
}
