// SPDX-License-Identifier: Apache-2.0

import { MENU } from '#core/menu'
import { type Act, isNoHelp, type Slots, type Target } from './acts.ts'
import { Draft } from './draft.ts'
import { findLines, lineLike, lineMeant } from './lines.ts'
import { nextStep } from './next-step.ts'
import { joinAddress, shareSize, splitWishes, withOpenWish } from './one-breath.ts'
import type { Note, Plan } from './plan.ts'
import type { Question, Situation } from './situation.ts'
import { argsOf, carries, mergeWishes, TOPPINGS_OF_NAME, wishOf, wishWords } from './topping-wishes.ts'
import { fill } from './unfinished.ts'

/** Goes through the acts of one utterance, keeping the order as it will be after each of them. */
export class Planner {
  readonly #situation: Situation
  readonly #draft: Draft
  readonly #notes: Note[] = []
  /** Pizzas that cannot be ordered yet because something is missing. */
  #pending: Slots[]
  #ask: Question | null = null
  #wrapUp = false
  #answered = 0

  constructor(situation: Situation) {
    this.#situation = situation
    const { question } = situation
    this.#draft = new Draft(situation)
    this.#pending = 'items' in question ? [...question.items] : []
  }

  plan(acts: readonly Act[]): Omit<Plan, 'pointsBack'> {
    const wishes = splitWishes(joinAddress(shareSize(this.#answers(acts))))
    for (const act of wishes) this.#take(act, wishes)
    this.#orderWhatIsComplete()
    if (wishes.length === 0 && !this.#answerInOtherWords()) this.#notes.push('unclear')
    return {
      calls: this.#draft.calls,
      notes: this.#notes,
      ask: this.#lastQuestion(wishes),
      order: this.#draft.order,
    }
  }

  /** What was asked for is known now, or is let go. */
  #answers(acts: readonly Act[]): readonly Act[] {
    if (this.#situation.question.kind !== 'pizza') return acts
    const answered = withOpenWish(acts, this.#pending)
    this.#pending = [...answered.waiting]
    return answered.acts
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
        if (this.#situation.question.kind === 'leave out' && act.target === null) this.#leaveOut()
        else this.#remove(act.target, act.quantity)
        break
      case 'other':
        this.#other(act.target)
        break
      case 'multiply':
        this.#multiply(act.by)
        break
      case 'plain':
        if (!this.#draft.plain()) this.#pending = this.#pending.map((item) => ({ ...item, toppings: [] }))
        break
      case 'clear':
        this.#pending = []
        this.#draft.clear()
        break
      case 'menu':
        this.#draft.call('pizza_agent', 'look_up_menu', { about: act.about })
        break
      case 'recommend':
        this.#draft.call('pizza_agent', 'look_up_menu', {
          about: MENU.pizzas[this.#situation.turn % MENU.pizzas.length]?.name ?? 'pizzas',
        })
        break
      case 'order':
      case 'total':
        this.#draft.call('order_agent', 'get_order', {})
        break
      case 'delivery':
        this.#deliver(act.how, act.address)
        break
      case 'address':
        this.#deliver('delivery', act.address)
        break
      case 'shop':
        this.#draft.call('delivery_agent', 'look_up_shop', { about: act.about })
        break
      case 'confirm':
        this.#confirm()
        break
      case 'done':
        this.#done()
        break
      case 'yes':
        this.#yes(act.content, acts)
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
      const [line] = findLines(this.#draft.order, { pizza: slots.pizza }, this.#draft.focus)
      if (line !== undefined) {
        if (slots.toppings.length > 0) this.#draft.change(line, { toppings: slots.toppings })
        else this.#draft.focus = line
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
      const like = lineLike(this.#draft.order, this.#draft.focus, slots)
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
    const namesLine = slots.pizza !== undefined && correction && this.#lineNamed(slots)
    if (namesLine) {
      const { pizza: _, ...set } = slots
      this.#draft.change(namesLine, set)
      return
    }
    if (this.#pending.length > 0) {
      const sizes = acts.filter((act) => act.kind === 'fragment' && act.slots.size !== undefined).length
      this.#pending = fill(this.#pending, slots, sizes, this.#answered++)
      return
    }
    const line = this.#draft.focus === null ? undefined : this.#draft.order.items[this.#draft.focus - 1]
    const bareSize = slots.pizza === undefined && slots.quantity === undefined
    if (line && (correction || bareSize || slots.pizza === undefined)) {
      if (correction || slots.quantity === undefined || slots.size === undefined)
        this.#draft.change(this.#draft.focus ?? 1, slots)
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
    if (this.#draft.order.items.length === 0) {
      if (set.pizza !== undefined) {
        this.#pending.push(set)
        return
      }
      this.#notes.push(this.#situation.order.status === 'confirmed' ? 'no such item' : 'nothing ordered')
      if (this.#situation.order.status === 'confirmed')
        this.#draft.call('pizza_agent', 'change_pizza', { item: 1, ...argsOf(set) })
      return
    }
    const named = target === null || Object.keys(target).length === 0 ? this.#lineNamed(set) : null
    if (named) {
      const { pizza: _, ...rest } = set
      this.#draft.change(named, rest)
      return
    }
    const found = lineMeant(this.#draft.order, this.#draft.focus, target, set)
    if (found === 'several') this.#ask = { kind: 'which line', about: '' }
    else if (found === null) this.#notes.push('no such item')
    else this.#draft.change(found, set, target?.part)
  }

  /** A correction of number or size that names a pizza of another line is about that line. */
  #lineNamed({ pizza, quantity, size }: Slots): number | null {
    if (pizza === undefined || (quantity === undefined && size === undefined)) return null
    const [line, ...others] = findLines(this.#draft.order, { pizza }, this.#draft.focus)
    return line !== undefined && others.length === 0 && line !== this.#draft.focus ? line : null
  }

  #multiply(by: number): void {
    if (this.#pending.length > 0)
      this.#pending = this.#pending.map((item) => ({ ...item, quantity: (item.quantity ?? 1) * by }))
    else if (!this.#draft.multiply(by)) this.#notes.push('nothing ordered')
  }

  #remove(target: Target | null, quantity?: number): void {
    const waiting = this.#waiting(target)
    const known = target?.pizza !== undefined && findLines(this.#draft.order, target, this.#draft.focus).length > 0
    if (waiting >= 0 && !known && target?.ordinal === undefined) {
      this.#pending = this.#pending.toSpliced(waiting, 1)
      this.#notes.push('dropped')
      return
    }
    if (this.#draft.order.items.length === 0) {
      if (this.#situation.order.status === 'confirmed') this.#draft.call('pizza_agent', 'remove_pizza', { item: 1 })
      else this.#notes.push('nothing ordered')
      return
    }
    const found = lineMeant(this.#draft.order, this.#draft.focus, target)
    if (found === 'several') {
      this.#ask = { kind: 'which line', about: '' }
      return
    }
    if (found === null) {
      const names = TOPPINGS_OF_NAME.get(target?.pizza ?? '') ?? []
      const bearer = this.#draft.order.items.findIndex(
        (item) => names.length > 0 && names.every((name) => carries(item, name)),
      )
      if (bearer === -1) this.#notes.push('no such item')
      else this.#draft.change(bearer + 1, { toppings: names.map((name) => ({ kind: 'without', name })) })
      return
    }
    this.#draft.remove(found, quantity)
  }

  /** "No, the other one": what was just done is taken back, and done to the other. */
  #other(target: Target): void {
    if (this.#pending.length > 0 && target.size !== undefined && target.pizza === undefined) {
      this.#pending = fill(this.#pending, { size: target.size, toppings: [] }, 1, this.#answered++)
      return
    }
    const { undo } = this.#situation
    const matches = findLines(this.#draft.order, target, undo?.kind === 'change' ? undo.line : this.#draft.focus)
    const [line] = matches
    if (!undo || line === undefined) {
      if (line !== undefined) {
        this.#draft.focus = line
        this.#notes.push('pointed')
      } else this.#notes.push('no such item')
      return
    }
    this.#draft.doToTheOther(undo, line)
  }

  #deliver(kind: 'pickup' | 'delivery', address?: string): void {
    const accepted = this.#draft.deliver(kind, address)
    // Once it is known how the order gets there, what is left is to read it back and ask.
    if (this.#draft.order.items.length > 0) this.#wrapUp = true
    const { delivery } = this.#draft.order
    if (!accepted || (kind === 'delivery' && delivery?.kind === 'delivery' && !delivery.address))
      this.#ask = { kind: 'address' }
  }

  #confirm(): void {
    this.#orderWhatIsComplete()
    if (this.#pending.length > 0 || this.#draft.calls.some(({ name }) => name === 'confirm_order')) return
    this.#draft.call('order_agent', 'confirm_order', {})
    this.#ask = nextStep(this.#draft.order)
  }

  #done(): void {
    this.#orderWhatIsComplete()
    this.#wrapUp = true
    if (this.#pending.length > 0) return
    if (this.#draft.order.items.length === 0) {
      this.#notes.push(this.#situation.order.status === 'confirmed' ? 'bye' : 'nothing ordered')
      return
    }
    const next = nextStep(this.#draft.order)
    if (next.kind === 'place the order') this.#draft.call('order_agent', 'get_order', {})
  }

  #yes(content: boolean, acts: readonly Act[]): void {
    const { question } = this.#situation
    if (question.kind === 'leave out') {
      this.#leaveOut()
      return
    }
    if (
      question.kind === 'place the order' &&
      !acts.some(({ kind }) => ['change', 'remove', 'add', 'clear', 'confirm', 'fragment', 'no'].includes(kind))
    ) {
      this.#confirm()
      return
    }
    if (
      acts.some(({ kind }) => kind !== 'yes' && kind !== 'talk') ||
      (question.kind !== 'anything else' && question.kind !== 'none')
    )
      return
    const { items, delivery } = this.#draft.order
    const pleased = content || acts.some((act) => act.kind === 'yes' && act.content)
    if (this.#wrapUp || this.#notes.includes('go on')) return
    if (items.length > 0 && (pleased || delivery)) this.#done()
    else this.#notes.push('go on')
  }

  #no(acts: readonly Act[]): void {
    const { question } = this.#situation
    if (acts.length > 1) return
    if (question.kind === 'anything else') this.#done()
    else if (question.kind === 'place the order') this.#notes.push('what to change')
    else if (question.kind !== 'leave out' && this.#pending.length > 0) this.#leaveOut()
    else if (question.kind !== 'leave out') this.#notes.push('go on')
  }

  #leaveOut(): void {
    if (this.#pending.length === 0) return
    this.#pending = []
    this.#notes.push('dropped')
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
        this.#draft.add({
          pizza,
          size,
          quantity,
          toppings: slots.toppings.map(wishWords),
        })
    }
  }

  #lastQuestion(acts: readonly Act[]): Question {
    if (this.#ask && (this.#ask.kind !== 'address' || this.#pending.length === 0)) return this.#ask
    const waits = this.#pending.length > 0
    if (waits && this.#situation.question.kind !== 'leave out' && this.#situation.askedTwice && acts.every(isNoHelp))
      return { kind: 'leave out', items: this.#pending }
    const incomplete = this.#pending.filter(({ pizza }) => pizza === undefined)
    if (incomplete.length > 0) return { kind: 'pizza', items: incomplete }
    if (this.#pending.length > 0) return { kind: 'size', items: this.#pending }
    if (this.#draft.calls.some(({ name }) => name === 'confirm_order')) return { kind: 'none' }
    if (this.#notes.includes('bye')) return { kind: 'none' }
    if (this.#wrapUp) return nextStep(this.#draft.order)
    const { question } = this.#situation
    const asked = ['pickup or delivery', 'address', 'place the order'].includes(question.kind)
    const onlyInformed = this.#draft.calls.every(({ name }) => /^(look_up|get_)/.test(name))
    if (asked && onlyInformed && !this.#notes.includes('what to change')) return question
    if (this.#notes.includes('what to change') || this.#notes.includes('go on')) return { kind: 'none' }
    return { kind: 'anything else' }
  }

  /** Which of the unfinished wishes is meant: the last one unless another is named. -1 if none. */
  #waiting(target: Target | null): number {
    if (target?.pizza === undefined) return this.#pending.length - 1
    return this.#pending.findIndex(({ pizza }) => pizza === target.pizza)
  }
}
