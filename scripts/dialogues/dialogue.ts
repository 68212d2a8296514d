// SPDX-License-Identifier: Apache-2.0

import { MENU, numberWords } from '../../app/core/menu/index.ts'
import { Chooser } from './random.ts'
import { ReferenceOrder, type WantedLine } from './reference-order.ts'
import * as say from './sayings.ts'

/** What a customer says, turn by turn, and the order that must come of it. */
export interface Dialogue {
  readonly seed: number
  readonly utterances: readonly string[]
  /** What each utterance was meant as, for the report. */
  readonly moves: readonly string[]
  readonly expected: string
}

/** A dialogue: an order, corrections and changes of topic, and its end. Deterministic. */
export function makeDialogue(seed: number): Dialogue {
  return new Customer(seed).talk()
}

type Kind = 'with' | 'extra' | 'no'

class Customer {
  readonly #seed: number
  readonly #choose: Chooser
  readonly #order = new ReferenceOrder()
  readonly #utterances: string[] = []
  readonly #moves: string[] = []
  /** What was last ordered or changed. */
  #last: WantedLine | null = null

  constructor(seed: number) {
    this.#seed = seed
    this.#choose = new Chooser(seed)
  }

  talk(): Dialogue {
    const choose = this.#choose
    if (choose.chance(0.15))
      this.#say('greeting', choose.pick(['hello', 'Hi there', 'good evening', 'hey, how are you']))
    this.#orderSomething(true)
    const moves = choose.between(1, 5)
    for (let move = 0; move < moves; move++) this.#move()
    if (this.#order.lines.length === 0) this.#orderSomething(false)
    this.#finish()
    return { seed: this.#seed, utterances: this.#utterances, moves: this.#moves, expected: this.#order.toString() }
  }

  #move(): void {
    const choose = this.#choose
    const empty = this.#order.lines.length === 0
    const roll = choose.next()
    if (roll < 0.22) this.#aside()
    else if (roll < 0.27) this.#say('injection', choose.pick(say.INJECTION))
    else if (roll < 0.45 || empty) this.#orderSomething(false)
    else if (roll < 0.53) this.#changeQuantity()
    else if (roll < 0.6) this.#changeSize()
    else if (roll < 0.66) this.#changePizza()
    else if (roll < 0.8) this.#changeTopping()
    else if (roll < 0.88) this.#removeLine()
    else if (roll < 0.93) this.#otherOne()
    else if (roll < 0.98) this.#oneMore()
    else this.#startOver()
  }

  #startOver(): void {
    this.#order.lines = []
    this.#last = null
    this.#say('start over', this.#choose.pick(say.START_OVER))
    this.#orderSomething(false)
  }

  #orderSomething(first: boolean): void {
    const choose = this.#choose
    const count = choose.chance(0.3) ? choose.between(2, 3) : 1
    const wants = Array.from({ length: count }, () => this.#wish())
    if (count === 1 && choose.chance(0.12)) {
      this.#slipOfTheTongue(wants)
      return
    }
    const forget = count === 1 && choose.chance(0.2)
    const [only] = wants
    const words = wants.map((want, index) => this.#itemWords(want, { size: !(forget && index === 0) }))
    const start = first ? choose.pick(say.WANT) : choose.chance(0.5) ? choose.pick(say.ALSO) : choose.pick(say.WANT)
    this.#say(
      forget ? 'order without size' : count > 1 ? 'order several' : 'order',
      `${start} ${joined(words, choose)}${choose.pick(say.AFTER)}`,
    )
    if (forget && only) {
      if (choose.chance(0.3)) this.#aside()
      const size = choose.pick(say.SIZE_SAYINGS[only.size] ?? [only.size])
      this.#say(
        'size',
        choose.pick([
          size,
          `${size} please`,
          `make ${only.quantity > 1 ? 'them' : 'it'} ${size}`,
          `${size}, thanks`,
          `I'll take ${size}`,
          `let's do ${size}`,
        ]),
      )
    }
    for (const want of wants) this.#last = this.#order.add(want)
  }

  /** "A large pepperoni, no wait, a medium hawaiian." */
  #slipOfTheTongue(wants: WantedLine[]): void {
    const choose = this.#choose
    const [want] = wants
    if (!want) return
    const wrong = this.#wish()
    const oops = choose.pick(['no wait, ', 'sorry, I mean ', 'no, ', 'actually no, ', 'wait, '])
    if (choose.chance(0.4)) {
      const other = want.quantity === 2 ? 3 : 2
      const words = this.#itemWords(want, { size: true, quantity: numberWords(other) })
      want.quantity = want.quantity === other ? other + 1 : Math.max(2, want.quantity)
      this.#say('slip: quantity', `${choose.pick(say.WANT)} ${words}, ${oops}${numberWords(want.quantity)}`)
    } else {
      this.#say(
        'slip: all of it',
        `${choose.pick(say.WANT)} ${this.#itemWords(wrong, { size: true })}, ${oops}${this.#itemWords(want, { size: true })}`,
      )
    }
    this.#last = this.#order.add(want)
  }

  #wish(): WantedLine {
    const choose = this.#choose
    const pizza = choose.pick(MENU.pizzas)
    const toppings = new Map<string, Kind>()
    if (choose.chance(0.35)) {
      for (let count = choose.between(1, 2); count > 0; count--) {
        const roll = choose.next()
        if (roll < 0.35) toppings.set(choose.pick(pizza.recipe), choose.chance(0.6) ? 'no' : 'extra')
        else
          toppings.set(
            choose.pick(MENU.toppings.filter(({ name }) => !pizza.recipe.includes(name))).name,
            choose.chance(0.7) ? 'with' : 'extra',
          )
      }
    }
    const quantity = choose.chance(0.6) ? 1 : choose.between(2, 6)
    return { pizza: pizza.name, size: choose.pick(MENU.sizes).name, quantity, toppings }
  }

  #itemWords(want: WantedLine, { size, quantity }: { size: boolean; quantity?: string }): string {
    const choose = this.#choose
    const name = this.#name(want.pizza)
    const many = want.quantity > 1
    const sized = size ? choose.pick(say.SIZE_SAYINGS[want.size] ?? [want.size]) : ''
    const number =
      quantity ??
      (many
        ? choose.pick([
            numberWords(want.quantity),
            numberWords(want.quantity),
            String(want.quantity),
            want.quantity === 2 ? 'a couple of' : numberWords(want.quantity),
          ])
        : choose.pick(['a', 'a', 'one']))
    const noun = choose.chance(0.5) ? '' : many || quantity ? ' pizzas' : ' pizza'
    const after =
      size && choose.chance(0.1)
        ? `${number} ${name}${noun} in ${sized}`
        : `${number} ${sized ? `${sized} ` : ''}${name}${noun}`
    return `${after.replace(/^a (?=[aeiou])/, 'an ')}${this.#toppingWords(want)}`
  }

  #toppingWords({ toppings }: WantedLine): string {
    const choose = this.#choose
    const more = [...toppings]
      .filter(([, kind]) => kind !== 'no')
      .map(([name, kind]) => (kind === 'extra' ? `extra ${name}` : name))
    const less = [...toppings].filter(([, kind]) => kind === 'no').map(([name]) => name)
    const withWords = more.length > 0 ? ` with ${more.join(' and ')}` : ''
    const [gone] = less
    const noWords =
      gone === undefined
        ? ''
        : choose.pick([
            ` ${more.length > 0 ? 'and ' : 'with '}no ${less.join(' and no ')}`,
            ` without ${less.join(' and ')}`,
            `${more.length > 0 ? ' but' : ','} no ${less.join(' and no ')}`,
          ])
    return withWords + noWords
  }

  #changeQuantity(): void {
    const choose = this.#choose
    const line = this.#target()
    if (!line) return
    const quantity = line.quantity + (line.quantity > 3 ? -1 : choose.between(1, 3))
    const n = numberWords(quantity)
    const named = this.#nameable(line)
    if (named && choose.chance(0.3))
      this.#say('quantity, named', this.#fill(choose.pick(say.QUANTITY_NAMED), { n, old: named }))
    else this.#say('quantity', choose.pick(say.ACTUALLY) + this.#fill(choose.pick(say.NEW_QUANTITY), { n }))
    line.quantity = quantity
    this.#touched(line)
  }

  #changeSize(): void {
    const choose = this.#choose
    const line = this.#target()
    if (!line) return
    const size = choose.pick(MENU.sizes.filter(({ name }) => name !== line.size)).name
    const words = { size: choose.pick(say.SIZE_SAYINGS[size] ?? [size]), a: size === 'extra large' ? 'an' : 'a' }
    const named = this.#nameable(line)
    const saying = line.quantity > 1 ? 'make them {size}' : choose.pick(say.NEW_SIZE)
    if (named && choose.chance(0.35))
      this.#say('size, named', this.#fill(choose.pick(say.SIZE_NAMED), { ...words, old: named }))
    else this.#say('size', choose.pick(say.ACTUALLY) + this.#fill(saying, words))
    line.size = size
    this.#touched(line)
  }

  #changePizza(): void {
    const choose = this.#choose
    const line = this.#target()
    if (!line) return
    const pizza = choose.pick(
      MENU.pizzas.filter(({ name }) => !this.#order.lines.some((other) => other.pizza === name)),
    )
    const words = { pizza: this.#name(pizza.name) }
    const named = this.#nameable(line)
    if (named && choose.chance(0.5))
      this.#say('pizza, named', this.#fill(choose.pick(say.SWAP_NAMED), { ...words, old: named }))
    else this.#say('pizza', choose.pick(say.ACTUALLY) + this.#fill(choose.pick(say.NEW_PIZZA), words))
    line.pizza = pizza.name
    line.toppings = new Map()
    this.#touched(line)
  }

  #changeTopping(): void {
    const choose = this.#choose
    const line = this.#target()
    if (!line) return
    const recipe = MENU.pizzas.find(({ name }) => name === line.pizza)?.recipe ?? []
    const named = this.#nameable(line)
    const roll = choose.next()
    if (roll < 0.4) {
      const t = choose.pick(MENU.toppings.filter(({ name }) => !recipe.includes(name) && !line.toppings.has(name))).name
      if (named && choose.chance(0.4))
        this.#say('topping, named', this.#fill(choose.pick(say.ADD_TOPPING_NAMED), { t, old: named }))
      else this.#say('topping', this.#fill(choose.pick(say.ADD_TOPPING), { t }))
      line.toppings.set(t, 'with')
    } else if (roll < 0.6) {
      const t = choose.pick(MENU.toppings.filter(({ name }) => !line.toppings.has(name))).name
      this.#say('extra topping', this.#fill(choose.pick(say.EXTRA_TOPPING), { t }))
      line.toppings.set(t, 'extra')
    } else {
      const removable = [
        ...recipe.filter((name) => line.toppings.get(name) !== 'no'),
        ...[...line.toppings].filter(([, kind]) => kind !== 'no').map(([name]) => name),
      ]
      if (removable.length === 0) return
      const t = choose.pick(removable)
      if (named && choose.chance(0.4))
        this.#say('no topping, named', this.#fill(choose.pick(say.NO_TOPPING_NAMED), { t, old: named }))
      else this.#say('no topping', this.#fill(choose.pick(say.NO_TOPPING), { t }))
      if (recipe.includes(t)) line.toppings.set(t, 'no')
      else line.toppings.delete(t)
    }
    this.#touched(line)
  }

  #removeLine(): void {
    const nameable = this.#order.lines.filter((line) => this.#nameable(line))
    if (nameable.length === 0) return
    const line = this.#choose.pick(nameable)
    this.#say('remove', this.#fill(this.#choose.pick(say.REMOVE), { old: this.#nameable(line) ?? '' }))
    this.#order.remove(line)
    this.#last = this.#order.lines.length === 1 ? (this.#order.lines[0] ?? null) : null
  }

  /** A change hits the wrong one of two, and is put right. */
  #otherOne(): void {
    const [one, two] = this.#order.lines
    if (this.#order.lines.length !== 2 || !one || !two || !this.#last) return
    const wrong = this.#last
    const right = wrong === one ? two : one
    const quantity = 7
    this.#say('wrong one', `make it ${numberWords(quantity)}`)
    this.#say('the other one', this.#choose.pick(say.OTHER_ONE))
    right.quantity = quantity
    this.#touched(right)
  }

  #oneMore(): void {
    const line = this.#target()
    if (!line) return
    this.#say('one more', this.#choose.pick(say.ONE_MORE))
    line.quantity += 1
    this.#touched(line)
  }

  #finish(): void {
    const choose = this.#choose
    this.#say('done', choose.pick(say.DONE))
    const address = `${choose.between(MENU.houseNumbers.min, MENU.houseNumbers.max)} ${choose.pick(MENU.streets).name}`
    const roll = choose.next()
    if (roll < 0.45) {
      this.#say('pickup', choose.pick(say.PICKUP))
      this.#order.delivery = 'pickup'
    } else {
      this.#order.delivery = address
      const spoken = choose.chance(0.5)
        ? address
        : address.replace(/^\d+/, (digits) => numberWords(Number(digits))).toLowerCase()
      if (roll < 0.75) this.#say('delivery', this.#fill(choose.pick(say.DELIVERY), { address: spoken }))
      else {
        this.#say('delivery', choose.pick(say.DELIVERY_ONLY))
        this.#say('address', this.#fill(choose.pick(say.ADDRESS), { address: spoken }))
      }
    }
    if (choose.chance(0.15)) this.#aside()
    this.#say('yes', choose.pick(say.YES))
    this.#order.placed = true
  }

  #aside(): void {
    this.#say('aside', this.#choose.pick(say.ASIDE))
  }

  /** What "it" is: what was last talked about. */
  #target(): WantedLine | null {
    return this.#last ?? (this.#order.lines.length === 1 ? (this.#order.lines[0] ?? null) : null)
  }

  /** A pizza's name, if it is enough to tell the line from the others. */
  #nameable(line: WantedLine): string | null {
    const alike = this.#order.lines.filter(({ pizza }) => pizza === line.pizza)
    return alike.length === 1 ? this.#name(line.pizza) : null
  }

  #name(pizza: string): string {
    return this.#choose.pick(say.PIZZA_SAYINGS[pizza] ?? [pizza])
  }

  #touched(line: WantedLine): void {
    this.#order.tidy()
    this.#last = this.#order.lines.find((other) => other === line) ?? this.#order.lines.at(-1) ?? null
  }

  #fill(saying: string, words: Readonly<Record<string, string>>): string {
    return saying.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '')
  }

  #say(move: string, words: string): void {
    this.#moves.push(move)
    this.#utterances.push(words.replace(/\s+/g, ' ').trim())
  }
}

function joined(words: readonly string[], choose: Chooser): string {
  if (words.length < 2) return words.join('')
  const glue = choose.pick([' and ', ', and ', ' plus ', ' and also '])
  return `${words.slice(0, -1).join(', ')}${glue}${words.at(-1)}`
}
