// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { talk } from './small-talk.ts'

/** What comes before something that is wanted, or asked for. */
const ORDERS =
  /^(?:and |also |oh |ok |okay |then |so |well |hi |hello |hey |maybe |yes |no |actually |um )*(?:(?:can|could|may|might) (?:i|we|you) (?:also |please |just )*(?:get|have|order|add|do|make|give me)|(?:i|we)(?:d| would| will|ll)? (?:also |really |just |actually )*(?:like|love|want|need|have|take|fancy)(?: to (?:order|have|get))?|id (?:also )?(?:like|love)(?: to (?:order|have|get))?|wed (?:like|love)|ill (?:have|take|get|go (?:with|for))|well (?:have|take)|(?:what|how) about|give me|gimme|get me|let me (?:get|have)|add|throw in|(?:got|have you got|is there|are there|do you (?:guys )?(?:have|do|make|sell|serve|offer|got))|(?:and|also|plus) (?=(?:a|an|some|<number>) )|(?=(?:a|an|some) )) ?/

/** How something else is asked for beside a pizza of the menu. */
const BESIDE =
  /(?:\bwith|\bon|\bin|\bas|\bbut|,)? ?(?:a |an |some |extra )*((?:thin|thick|stuffed|deep|gluten|dairy|lactose|vegan|wheat|cauliflower|crispy|hand|pan)(?: (?:free|dish|tossed|style|cheese|base|crust|wheat|whole))*(?: (?:crust|base|pizza|cheese|option|bread))?)\b/

/** A topping nobody knows: "with anchovies". */
const UNKNOWN_TOPPING = /\b(?:with|extra|and) (?:some |extra |a bit of )?(\w+)(?= |$)/g

/** Words that name nothing that could be eaten. */
const NOT_FOOD = new Set(
  `a an the some any of for to with without and or but on in at it its that this those these them they there here one ones both all each every
  more else other others another same again please now then so just only also too as well like want would could can may might will shall should
  i im id ill ive we wed well us me my our you your yours he she his her is are was be been do does did have has had get got give take let lets
  make made put add order ordered ordering food lunch dinner supper eat eating eaten something anything nothing everything thing things stuff hungry
  pizza pizzas pie pies kind kinds type sort menu size sizes topping toppings slice few couple lot bit little much many people person kids
  friends family party office home house door work table today tonight tomorrow day time minute minutes second hour oclock later soon right away quick
  question help look see hear know think say said tell talk speak ask change changes cancel start over up down out off back
  yes no not yeah ok okay thanks thank hello hi hey bye sorry excuse great good fine nice perfect sure really very
  who what when where why which how if because while before after money card cash price cost total bill discount deal deals free coupon
  delivery deliver delivered pickup pick collect address street road avenue name number phone call human real whole half rest extra double single
  going go come coming first last next different new old wait hold moment actually maybe possible love looking forward instead than meant mean
  bring send him mine most best favourite favorite popular usual special specials option options idea recommendation plain regular normal way
  repeat read summary oh um uh please from so far weekends right possible rather prefer welcome today weekend friday finish begin looking gonna monday tuesday wednesday thursday saturday sunday everyone everybody anyone someone somebody self myself us`.split(
    /\s+/,
  ),
)
const MEAL = /\b(?:lunch|dinner|supper|food|eat|hungry|something|order|party|a pizza|some pizzas?|pizzas)\b/

/** Something is wanted that is not on the menu: the menu's tool is asked for it, for it knows best what to offer. */
export function notOnTheMenu({ shape }: Clause): Act[] | null {
  if (/<(?:pizza|topping|size|street)>/.test(shape)) return null
  const match = ORDERS.exec(shape)
  if (/\b(?:hungry|starving|something to eat)\b/.test(shape)) return [A_PIZZA]
  if (!match) return saysNothing(shape) ? [talk('listening')] : null
  const rest = shape.slice(match[0].length)
  const thing = foodWords(rest)
  if (thing !== '') return [{ kind: 'menu', about: thing }]
  if (MEAL.test(rest)) return [A_PIZZA]
  return saysNothing(shape) ? [talk('listening')] : null
}

const A_PIZZA: Act = { kind: 'add', slots: { toppings: [] }, more: false, definite: false }

/** Broken off before anything was said: "can I also add", "you know what". */
function saysNothing(shape: string): boolean {
  return shape.split(' ').every((word) => word === ',' || NOT_FOOD.has(word))
}

/** What a pizza is wanted with that the shop does not have: "on a thin crust", "with anchovies". */
export function unknownBeside({ shape }: Clause): Act[] {
  if (!/<(?:pizza|size)>/.test(shape)) return []
  const style = BESIDE.exec(shape)?.[1]
  if (style) return [{ kind: 'menu', about: style }]
  return [...shape.matchAll(UNKNOWN_TOPPING)]
    .filter(([whole, word = '']) => !NOT_FOOD.has(word) && (whole.startsWith('with') || whole.startsWith('extra')))
    .map(([, word = '']): Act => ({ kind: 'menu', about: word }))
}

function foodWords(words: string): string {
  const found = words
    .replace(/<\w+>/g, ' ')
    .split(/[ ,|]+/)
    .filter((word) => word !== '' && !NOT_FOOD.has(word))
  return found.length > 3 ? '' : found.join(' ')
}
