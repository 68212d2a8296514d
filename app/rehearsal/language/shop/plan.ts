// SPDX-License-Identifier: Apache-2.0

import {
  addItem,
  changeItem,
  findPizza,
  MENU,
  missingForConfirmation,
  type Order,
  type OrderChange,
  parseTopping,
  removeItem,
  setDelivery,
} from '#core/menu'
import type { Act, Slots, Target } from './acts.ts'
import { findLines } from './lines.ts'
import type { Question, Situation, TrackedLine } from './situation.ts'
import { understand } from './understand.ts'

export type Agent = 'pizza_agent' | 'order_agent' | 'delivery_agent'

/** A tool call the customer's words ask for. */
export interface PlannedCall {
  readonly agent: Agent
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** Something to say that no tool is needed for. */
export type Note =
  | Extract<Act, { kind: 'talk' }>['about']
  | 'unclear'
  | 'go on'
  | 'what to change'
  | 'nothing ordered'
  | 'no such item'
  | 'dropped'
  /** One of the pizzas was pointed at, and nothing else said. */
  | 'pointed'

/** What an utterance asks for in its situation: what to do, what to say, and what to ask at the end. */
export interface Plan {
  readonly calls: readonly PlannedCall[]
  readonly notes: readonly Note[]
  readonly ask: Question
  /** The order as it will be when all calls have been made. */
  readonly order: Order
}

/** Makes the plan. The same messages always make the same plan, whichever role asks. */
export function makePlan(situation: Situation): Plan {
  const acts = understand(situation.text)
  const doubt = numberInDoubt(situation, acts)
  if (doubt) return { calls: [], notes: [], ask: doubt, order: situation.order }
  return new Planner(situation).plan(resolveAnswer(situation, acts))
}

/** Two readings that differ in a number are asked about, not guessed. */
function numberInDoubt({ alsoHeard }: Situation, acts: readonly Act[]): Question | null {
  if (alsoHeard === null) return null
  const [one] = quantities(acts)
  const [other] = quantities(understand(alsoHeard))
  if (one === undefined || other === undefined || one === other) return null
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
function resolveAnswer({ question }: Situation, acts: readonly Act[]): readonly Act[] {
  const [first] = acts
  if (question.kind === 'which number' && first) {
    const [number] = quantities(acts)
    const earlier = understand(question.about)
    if (number === undefined || acts.some(({ kind }) => kind === 'remove')) return acts
    return earlier.map((act, index) =>
      quantities([act]).length > 0 && quantities(earlier.slice(0, index)).length === 0
        ? withQuantity(act, number)
        : act,
    )
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

/** Pizzas whose name could also mean toppings. */
const TOPPINGS_OF_NAME: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pepperoni', ['pepperoni']],
  ['Spinach and Mushroom', ['spinach', 'mushrooms']],
])

class Planner {
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
      this.#fill(slots, 1)
      return
    }
    if (more) {
      const like = this.#lineLike(slots)
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
      this.#fill(slots, sizes)
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

  /** Completes what waits for a size or a kind. One size said once is meant for all of them. */
  #fill(slots: Slots, sizes: number): void {
    const one = this.#pending.length === 1
    if (one) {
      const waits = this.#pending[0]
      const anew = slots.pizza !== undefined && slots.size !== undefined
      if (anew) this.#pending[0] = slots
      else if (waits) this.#pending[0] = { ...waits, ...slots, toppings: mergeWishes(waits.toppings, slots.toppings) }
      return
    }
    if (slots.size !== undefined && sizes <= 1 && slots.pizza === undefined) {
      this.#pending = this.#pending.map((item) => ({
        ...item,
        size: item.size ?? slots.size ?? '',
        toppings: item.toppings,
      }))
      return
    }
    const at = Math.min(this.#answered++, this.#pending.length - 1)
    const waits = this.#pending[at]
    if (waits) this.#pending[at] = { ...waits, ...slots, toppings: mergeWishes(waits.toppings, slots.toppings) }
  }

  #change(target: Target | null, set: Slots): void {
    const waiting =
      target?.pizza === undefined
        ? this.#pending.length - 1
        : this.#pending.findIndex(({ pizza }) => pizza === target.pizza)
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
    const found = this.#find(target, set)
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
    const waiting =
      target?.pizza === undefined
        ? this.#pending.length - 1
        : this.#pending.findIndex(({ pizza }) => pizza === target.pizza)
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
    const found = this.#find(target)
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
    this.#ask = this.#nextStep()
  }

  #done(): void {
    this.#orderWhatIsComplete()
    this.#wrapUp = true
    if (this.#pending.length > 0) return
    if (this.#order.items.length === 0) {
      this.#notes.push(this.#confirmed() ? 'bye' : 'nothing ordered')
      return
    }
    const next = this.#nextStep()
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
          toppings: slots.toppings.map(({ kind, name }) =>
            kind === 'with' ? name : `${kind === 'extra' ? 'extra' : 'no'} ${name}`,
          ),
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
    if (this.#wrapUp) return this.#nextStep()
    const { question } = this.#situation
    const asked = ['pickup or delivery', 'address', 'place the order'].includes(question.kind)
    const onlyInformed = this.#calls.every(({ name }) => /^(look_up|get_)/.test(name))
    if (asked && onlyInformed && !this.#notes.includes('what to change')) return question
    if (this.#notes.includes('what to change') || this.#notes.includes('go on')) return { kind: 'none' }
    return { kind: 'anything else' }
  }

  #nextStep(): Question {
    if (this.#order.items.length === 0) return { kind: 'anything else' }
    const missing = missingForConfirmation(this.#order)
    if (missing === null) return { kind: 'place the order' }
    return { kind: /address/.test(missing) ? 'address' : 'pickup or delivery' }
  }

  #find(target: Target | null, set?: Slots): number | 'several' | null {
    if (target === null || Object.keys(target).length === 0) {
      const gone = set?.toppings.filter(({ kind }) => kind === 'without').map(({ name }) => name) ?? []
      const focused = this.#focus === null ? undefined : this.#order.items[this.#focus - 1]
      if (gone.length > 0 && focused && !gone.some((name) => carries(focused, name))) {
        const bearers = this.#order.items.flatMap((item, index) =>
          gone.some((name) => carries(item, name)) ? [index + 1] : [],
        )
        if (bearers.length === 1) return bearers[0] ?? null
      }
      return this.#focus
    }
    const matches = findLines(this.#order, target, this.#focus)
    if (matches.length <= 1) return matches[0] ?? null
    return this.#focus !== null && matches.includes(this.#focus) && target.pizza !== undefined
      ? this.#focus
      : matches.length > 1
        ? 'several'
        : null
  }

  #lineLike({ pizza, size }: Slots): TrackedLine | undefined {
    if (pizza === undefined) return this.#focus === null ? undefined : this.#order.items[this.#focus - 1]
    const lines = this.#order.items.filter((item) => item.pizza === pizza && (size === undefined || item.size === size))
    return size === undefined && lines.length === 1 ? lines[0] : undefined
  }

  #confirmed(): boolean {
    return this.#situation.order.status === 'confirmed'
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

function carries({ pizza, toppings }: TrackedLine, name: string): boolean {
  if (toppings.includes(`no ${name}`)) return false
  return (
    toppings.includes(name) || toppings.includes(`extra ${name}`) || (findPizza(pizza)?.recipe.includes(name) ?? false)
  )
}

function argsOf({ pizza, size, quantity, toppings }: Slots): {
  pizza?: string
  size?: string
  quantity?: number
  add_toppings?: string[]
  remove_toppings?: string[]
} {
  const added = toppings
    .filter(({ kind }) => kind !== 'without')
    .map(({ kind, name }) => (kind === 'extra' ? `extra ${name}` : name))
  const removed = toppings.filter(({ kind }) => kind === 'without').map(({ name }) => name)
  return {
    ...(pizza === undefined ? {} : { pizza }),
    ...(size === undefined ? {} : { size }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(added.length > 0 ? { add_toppings: added } : {}),
    ...(removed.length > 0 ? { remove_toppings: removed } : {}),
  }
}

function wishOf(words: string): Slots['toppings'] {
  const known = parseTopping(words)
  return known ? [{ kind: known.kind, name: known.topping.name }] : []
}

function mergeWishes(old: Slots['toppings'], fresh: Slots['toppings']): Slots['toppings'] {
  return [...old.filter(({ name }) => !fresh.some((wish) => wish.name === name)), ...fresh]
}

function changeBack(now: TrackedLine | undefined, before: TrackedLine): Slots {
  const gone = before.toppings.flatMap(wishOf)
  const extra = (now?.toppings ?? []).filter((words) => !before.toppings.includes(words)).flatMap(wishOf)
  const undone = extra.map(({ kind, name }) => ({
    kind: kind === 'without' ? ('with' as const) : ('without' as const),
    name,
  }))
  return { pizza: before.pizza, size: before.size, quantity: before.quantity, toppings: mergeWishes(undone, gone) }
}

function changeOf(args: Readonly<Record<string, unknown>>): Parameters<typeof changeItem>[2] {
  const words = (value: unknown) =>
    Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    pizza: text(args.pizza),
    size: text(args.size),
    quantity: typeof args.quantity === 'number' ? args.quantity : undefined,
    addToppings: words(args.add_toppings),
    removeToppings: words(args.remove_toppings),
  }
}

/** "Delivery, I'm at 12 Oak Avenue": one wish in two clauses. */
function joinAddress(acts: readonly Act[]): readonly Act[] {
  const found = acts.find((act) => act.kind === 'address')
  if (!found || !acts.some((act) => act.kind === 'delivery' && act.how === 'delivery')) return acts
  return acts.flatMap((act): Act[] => {
    if (act.kind === 'address') return []
    return act.kind === 'delivery' ? [{ ...act, address: found.address }] : [act]
  })
}

/** "Two large pizzas, one pepperoni and one hawaiian": the size is for each of them. */
function shareSize(acts: readonly Act[]): readonly Act[] {
  return acts.flatMap((act, index) => {
    if (
      (act.kind !== 'add' && act.kind !== 'fragment') ||
      act.slots.pizza !== undefined ||
      act.slots.size === undefined
    )
      return [act]
    const { size, quantity } = act.slots
    const parts = acts.slice(index + 1).filter((part) => part.kind === 'add')
    const sum = parts.reduce((total, { slots }) => total + (slots.quantity ?? 1), 0)
    if (
      quantity === undefined ||
      quantity < 2 ||
      sum !== quantity ||
      parts.some(({ slots }) => slots.size !== undefined)
    )
      return [act]
    for (const part of parts) Object.assign(part, { slots: { ...part.slots, size } })
    return []
  })
}
