// SPDX-License-Identifier: Apache-2.0

import { addItem, changeItem, MENU, type Order, type OrderChange, removeItem, setDelivery } from '#core/menu'
import type { Act, Slots, Target } from './acts.ts'
import { findLines, lineLike, lineMeant } from './lines.ts'
import { nextStep } from './next-step.ts'
import { joinAddress, shareSize } from './one-breath.ts'
import type { Agent, Note, Plan, PlannedCall } from './plan.ts'
import type { Question, Situation, TrackedLine } from './situation.ts'
import {
  argsOf,
  carries,
  changeBack,
  changeOf,
  mergeWishes,
  TOPPINGS_OF_NAME,
  wishOf,
  wishWords,
} from './topping-wishes.ts'
import { fill } from './unfinished.ts'

/** Goes through the acts of one utterance, keeping the order as it will be after each of them. */
export class Planner {
  readonly #situation: Situation
  readonly #calls: PlannedCall[] = []
  readonly #notes: Note[] = []
  #order: Order
  #focus: number | null
  /** Pizzas that cannot be ordered yet because something is missing. */
  #pending: Slots[]
  #ask: Question | null = null
  #wrapUp = false
  #answered = 0

  constructor(situation: Situation) {
    this.#situation = situation
    const { order, question, focus } = situation
    this.#order =
      order.status === 'open' ? order : { ...order, items: [], delivery: null, totalCents: 0, status: 'open' }
    this.#pending = question.kind === 'size' || question.kind === 'pizza' ? [...question.items] : []
    this.#focus = focus !== null && focus <= this.#order.items.length ? focus : this.#order.items.length || null
  }

  plan(acts: readonly Act[]): Plan {
    const shared = joinAddress(shareSize(acts))
    for (const act of shared) this.#take(act, shared)
    this.#orderWhatIsComplete()
    if (shared.length === 0 && !this.#answerInOtherWords()) this.#notes.push('unclear')
    return { calls: this.#calls, notes: this.#notes, ask: this.#lastQuestion(), order: this.#order }
  }

  #take(act: Act, acts: readonly Act[]): void {
    if (['delivery', 'address', 'order', 'total'].includes(act.kind)) this.#orderWhatIsComplete()
    switch (act.kind) {
      case 'add':
        this.#add(act.slots, act.more, act.definite)
        break
      case 'fragment':
        this.#fragment(act.slots, act.correction, acts)
        break
      case 'change':
        this.#change(act.target, act.set)
        break
      case 'remove':
        this.#remove(act.target, act.quantity)
        break
      case 'other':
        this.#other(act.target)
        break
      case 'clear':
        this.#pending = []
        this.#order = { ...this.#order, items: [], delivery: null, totalCents: 0 }
        this.#focus = null
        this.#call('order_agent', 'clear_order', {})
        break
      case 'menu':
        this.#call('pizza_agent', 'look_up_menu', { about: act.about })
        break
      case 'recommend':
        this.#call('pizza_agent', 'look_up_menu', {
          about: MENU.pizzas[this.#situation.turn % MENU.pizzas.length]?.name ?? 'pizzas',
        })
        break
      case 'order':
      case 'total':
        this.#call('order_agent', 'get_order', {})
        break
      case 'delivery':
        this.#deliver(act.how, act.address)
        break
      case 'address':
        this.#deliver('delivery', act.address)
        break
      case 'shop':
        this.#call('delivery_agent', 'look_up_shop', { about: act.about })
        break
      case 'confirm':
        this.#confirm()
        break
      case 'done':
        this.#done()
        break
      case 'yes':
        this.#yes(acts)
        break
      case 'no':
        this.#no(acts)
        break
      case 'talk':
        if (!this.#notes.includes(act.about)) this.#notes.push(act.about)
        break
    }
  }

  #add(slots: Slots, more: boolean, definite: boolean): void {
    const { question } = this.#situation
    const same = slots.pizza === undefined ? undefined : this.#pending.findIndex((item) => item.pizza === slots.pizza)
    if (same !== undefined && same !== -1 && (question.kind === 'size' || question.kind === 'pizza')) {
      this.#pending[same] = {
        ...this.#pending[same],
        ...slots,
        toppings: [...(this.#pending[same]?.toppings ?? []), ...slots.toppings],
      }
      return
    }
    if (definite && slots.quantity === undefined && slots.size === undefined && slots.pizza !== undefined) {
      const [line] = findLines(this.#order, { pizza: slots.pizza }, this.#focus)
      if (line !== undefined) {
        if (slots.toppings.length > 0) this.#changeLine(line, { toppings: slots.toppings })
        else this.#focus = line
        return
      }
    }
    if (slots.pizza !== undefined && slots.size === undefined && !more) {
      const waiting = this.#pending.findIndex((item) => item.pizza === undefined)
      const waits = this.#pending[waiting]
      if (waits && question.kind === 'pizza') {
        this.#pending[waiting] = { ...waits, pizza: slots.pizza, toppings: [...waits.toppings, ...slots.toppings] }
        return
      }
    }
    if (slots.pizza === undefined && this.#pending.length > 0 && !more) {
      this.#pending = fill(this.#pending, slots, 1, this.#answered++)
      return
    }
    if (more) {
      const like = lineLike(this.#order, this.#focus, slots)
      if (like) {
        const { pizza, size, toppings } = like
        const copied = slots.toppings.length > 0 ? slots.toppings : toppings.flatMap(wishOf)
        this.#pending.push({ pizza, size: slots.size ?? size, quantity: slots.quantity ?? 1, toppings: copied })
        return
      }
    }
    this.#pending.push(slots)
  }

  #fragment(slots: Slots, correction: boolean, acts: readonly Act[]): void {
    const { question, lastReply } = this.#situation
    const street = /house number on ([A-Z][A-Za-z ]+)\./.exec(lastReply)?.[1]
    if (street && slots.quantity !== undefined && slots.pizza === undefined && slots.size === undefined) {
      this.#deliver('delivery', `${slots.quantity} ${street}`)
      return
    }
    if (this.#pending.length > 0) {
      const sizes = acts.filter((act) => act.kind === 'fragment' && act.slots.size !== undefined).length
      this.#pending = fill(this.#pending, slots, sizes, this.#answered++)
      return
    }
    const line = this.#focus === null ? undefined : this.#order.items[this.#focus - 1]
    const bareSize = slots.pizza === undefined && slots.quantity === undefined
    if (line && (correction || bareSize || slots.pizza === undefined)) {
      if (correction || slots.quantity === undefined || slots.size === undefined)
        this.#changeLine(this.#focus ?? 1, slots)
      return
    }
    if (question.kind === 'address') return
    this.#pending.push(slots)
  }

  #change(target: Target | null, set: Slots): void {
    const waiting = this.#waiting(target)
    const waits = this.#pending[waiting]
    if (waits && (target === null || target.pizza !== undefined) && target?.ordinal === undefined) {
      this.#pending[waiting] = { ...waits, ...set, toppings: mergeWishes(waits.toppings, set.toppings) }
      return
    }
    if (this.#order.items.length === 0) {
      if (set.pizza !== undefined) {
        this.#pending.push(set)
        return
      }
      this.#notes.push(this.#confirmed() ? 'no such item' : 'nothing ordered')
      if (this.#confirmed()) this.#call('pizza_agent', 'change_pizza', { item: 1, ...argsOf(set) })
      return
    }
    const found = lineMeant(this.#order, this.#focus, target, set)
    if (found === 'several') this.#ask = { kind: 'which line', about: '' }
    else if (found === null) this.#notes.push('no such item')
    else this.#changeLine(found, set)
  }

  #changeLine(line: number, set: Slots): void {
    const args = { item: line, ...argsOf(set) }
    this.#call('pizza_agent', 'change_pizza', args)
    const { add_toppings, remove_toppings } = argsOf(set)
    this.#simulate(
      changeItem(this.#order, line, { ...set, addToppings: add_toppings, removeToppings: remove_toppings }),
    )
  }

  #remove(target: Target | null, quantity?: number): void {
    const waiting = this.#waiting(target)
    const known = target?.pizza !== undefined && findLines(this.#order, target, this.#focus).length > 0
    if (waiting >= 0 && !known && target?.ordinal === undefined) {
      this.#pending = this.#pending.toSpliced(waiting, 1)
      this.#notes.push('dropped')
      return
    }
    if (this.#order.items.length === 0) {
      if (this.#confirmed()) this.#call('pizza_agent', 'remove_pizza', { item: 1 })
      else this.#notes.push('nothing ordered')
      return
    }
    const found = lineMeant(this.#order, this.#focus, target)
    if (found === 'several') {
      this.#ask = { kind: 'which line', about: '' }
      return
    }
    if (found === null) {
      const names = TOPPINGS_OF_NAME.get(target?.pizza ?? '') ?? []
      const bearer = this.#order.items.findIndex(
        (item) => names.length > 0 && names.every((name) => carries(item, name)),
      )
      if (bearer === -1) this.#notes.push('no such item')
      else this.#changeLine(bearer + 1, { toppings: names.map((name) => ({ kind: 'without', name })) })
      return
    }
    this.#call('pizza_agent', 'remove_pizza', { item: found, ...(quantity === undefined ? {} : { quantity }) })
    this.#simulate(removeItem(this.#order, found, quantity))
    if (this.#order.items.length === 0) this.#focus = null
    else this.#focus = Math.min(this.#focus ?? 1, this.#order.items.length)
  }

  /** "No, the other one": what was just done is taken back, and done to the other. */
  #other(target: Target): void {
    const { undo } = this.#situation
    const matches = findLines(this.#order, target, undo?.kind === 'change' ? undo.line : this.#focus)
    const [line] = matches
    if (!undo || line === undefined) {
      if (line !== undefined) {
        this.#focus = line
        this.#notes.push('pointed')
      } else this.#notes.push('no such item')
      return
    }
    if (undo.kind === 'change') {
      this.#changeLine(undo.line, changeBack(this.#order.items[undo.line - 1], undo.before))
      const { item: _, ...again } = undo.args
      this.#call('pizza_agent', 'change_pizza', { item: line, ...again })
      this.#simulate(changeItem(this.#order, line, changeOf(again)))
      return
    }
    this.#call('pizza_agent', 'remove_pizza', { item: line })
    this.#simulate(removeItem(this.#order, line))
    this.#addItem({ ...undo.before, toppings: undo.before.toppings })
  }

  #deliver(kind: 'pickup' | 'delivery', address?: string): void {
    this.#call('delivery_agent', 'set_delivery', { kind, ...(address === undefined ? {} : { address }) })
    const asked = this.#situation.question.kind
    if (asked === 'pickup or delivery' || asked === 'address' || asked === 'place the order') this.#wrapUp = true
    const change = setDelivery(this.#order, kind, address)
    if (change.ok) this.#order = change.order
    else this.#ask = { kind: 'address' }
    if (
      kind === 'delivery' &&
      change.ok &&
      change.order.delivery?.kind === 'delivery' &&
      !change.order.delivery.address
    ) {
      this.#ask = { kind: 'address' }
    }
  }

  #confirm(): void {
    this.#orderWhatIsComplete()
    if (this.#pending.length > 0 || this.#calls.some(({ name }) => name === 'confirm_order')) return
    this.#call('order_agent', 'confirm_order', {})
    this.#ask = nextStep(this.#order)
  }

  #done(): void {
    this.#orderWhatIsComplete()
    this.#wrapUp = true
    if (this.#pending.length > 0) return
    if (this.#order.items.length === 0) {
      this.#notes.push(this.#confirmed() ? 'bye' : 'nothing ordered')
      return
    }
    const next = nextStep(this.#order)
    if (next.kind === 'place the order') this.#call('order_agent', 'get_order', {})
  }

  #yes(acts: readonly Act[]): void {
    const { question } = this.#situation
    if (
      question.kind === 'place the order' &&
      !acts.some(({ kind }) => ['change', 'remove', 'add', 'clear', 'confirm', 'fragment', 'no'].includes(kind))
    ) {
      this.#confirm()
      return
    }
    if (acts.length === 1 && (question.kind === 'anything else' || question.kind === 'none')) this.#notes.push('go on')
  }

  #no(acts: readonly Act[]): void {
    const { question } = this.#situation
    if (acts.length > 1) return
    if (question.kind === 'anything else') this.#done()
    else if (question.kind === 'place the order') this.#notes.push('what to change')
    else if (this.#pending.length > 0) {
      this.#pending = []
      this.#notes.push('dropped')
    } else this.#notes.push('go on')
  }

  /** An address on a street nobody knows is still an answer to "which address?". */
  #answerInOtherWords(): boolean {
    const { question, text } = this.#situation
    if (question.kind !== 'address' || text.trim() === '') return false
    this.#deliver('delivery', text.trim().slice(0, 80))
    return true
  }

  #orderWhatIsComplete(): void {
    const waiting = this.#pending
    this.#pending = []
    for (const slots of waiting) {
      const { pizza, size, quantity = 1 } = slots
      if (pizza === undefined || size === undefined) this.#pending.push(slots)
      else
        this.#addItem({
          pizza,
          size,
          quantity,
          toppings: slots.toppings.map(wishWords),
        })
    }
  }

  #addItem(wish: TrackedLine): void {
    const { pizza, size, quantity, toppings } = wish
    this.#call('pizza_agent', 'add_pizza', { pizza, size, quantity, ...(toppings.length > 0 ? { toppings } : {}) })
    this.#simulate(addItem(this.#order, wish))
  }

  #lastQuestion(): Question {
    if (this.#ask) return this.#ask
    const incomplete = this.#pending.filter(({ pizza }) => pizza === undefined)
    if (incomplete.length > 0) return { kind: 'pizza', items: incomplete }
    if (this.#pending.length > 0) return { kind: 'size', items: this.#pending }
    if (this.#calls.some(({ name }) => name === 'confirm_order')) return { kind: 'none' }
    if (this.#notes.includes('bye')) return { kind: 'none' }
    if (this.#wrapUp) return nextStep(this.#order)
    const { question } = this.#situation
    const asked = ['pickup or delivery', 'address', 'place the order'].includes(question.kind)
    const onlyInformed = this.#calls.every(({ name }) => /^(look_up|get_)/.test(name))
    if (asked && onlyInformed && !this.#notes.includes('what to change')) return question
    if (this.#notes.includes('what to change') || this.#notes.includes('go on')) return { kind: 'none' }
    return { kind: 'anything else' }
  }

  #confirmed(): boolean {
    return this.#situation.order.status === 'confirmed'
  }

  /** Which of the unfinished wishes is meant: the last one unless another is named. -1 if none. */
  #waiting(target: Target | null): number {
    if (target?.pizza === undefined) return this.#pending.length - 1
    return this.#pending.findIndex(({ pizza }) => pizza === target.pizza)
  }

  #simulate(change: OrderChange): void {
    if (!change.ok) return
    this.#order = change.order
    if (change.line !== undefined) this.#focus = change.line
  }

  #call(agent: Agent, name: string, args: Readonly<Record<string, unknown>>): void {
    this.#calls.push({ agent, name, args })
  }
}
