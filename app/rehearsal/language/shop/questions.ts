// SPDX-License-Identifier: Apache-2.0

import type { Act } from './acts.ts'
import type { Clause } from './clauses.ts'
import { areaOrDelivery, deliveryAct } from './delivery-acts.ts'
import { itemAct } from './items.ts'
import { hasSlots, targetOf } from './mention-slots.ts'
import { findMentions, pizzaTold } from './mentions.ts'
import { anyOtherQuestion, pizzasAsked } from './open-question.ts'
import { talk } from './small-talk.ts'
import type { Token } from './words.ts'

const COMPARED = /\b(?:which|what|anything|something|cheaper (?:one|pizza)|than)\b/

type Rule = readonly [pattern: RegExp, act: (clause: Clause) => Act[] | null]

/** Tried in this order; the first that fits and does not decline is taken. */
const RULES: readonly Rule[] = [
  [
    /\b(?:(?:dont|do not) know what|cant decide|not sure what|havent decided|not decided|undecided)\b/,
    () => [talk('wait')],
  ],
  [
    /ignore (?:all |any )?(?:of )?(?:your|the|previous|my|these)|(?:system|your) prompt|your (?:instructions|rules)|you are now|pretend|developer mode|(?:is|are|cost|costs|for|only|as) (?:just |only )?(?:<number>|a|an|one) (?:dollars?|bucks?|cents?)|(?:for|is|are|be) free|free pizzas?|discount|jailbreak|new (?:price|rule)|im (?:the|your) (?:boss|manager|owner|developer)/,
    (clause) => [talk('injection'), ...orderedBeside(clause)],
  ],
  [
    /are you (?:a |an )?(?:real|human|robot|person|bot|ai|machine|computer|chatbot|alive)|(?:who|what) are you|what(?:s| is) your name|who (?:made|built|created|wrote) you|are you (?:chat ?)?(?:gpt|siri|alexa|llama)|am i (?:talking|speaking)|is this a (?:robot|person|machine|bot|computer|human)|real person/,
    () => [talk('identity')],
  ],
  [
    /\b(?:what|which|tell me|are|is|when|until|till|how|your|whats|do)\b.*\b(?:open|opens|opening|close|closes|closed|closing|hours)\b|^(?:opening )?hours$/,
    hoursAsked,
  ],
  [
    /\bhow late\b|\b(?:on |this |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?$/,
    (clause) => (/<(?:pizza|size|topping)>/.test(clause.shape) ? null : hoursAsked(clause)),
  ],
  [
    /\b(?:pay|paying)\b.*\b(?:card|cash|credit|how|by|with)\b|(?:card|credit cards?|cards|cash|apple pay|tip)\b/,
    (clause) => (/<(?:pizza|size|topping)>/.test(clause.shape) ? null : [{ kind: 'shop', about: 'payment' }]),
  ],
  [
    /\b(?:one|an?|<number>) of (?:each|every|all)\b|\b(?:each|every|all) (?:kinds? of |of your |the |your )?pizzas?(?: you have| there is)?(?:$| ,)/,
    eachPizza,
  ],
  [/^<number> too many\b|^(?:thats |its )?<number> too many/, oneTooMany],
  [
    /\b(?:double|twice|triple)(?: (?:it|that|them|the order|up))+(?: up| please)?$/,
    ({ shape }) => [{ kind: 'multiply', by: /triple/.test(shape) ? 3 : 2 }],
  ],
  [
    /^(?:and |so |also |then |ok |actually |can you |could you )*(?:double|triple) (?:the|my|those|that) (?:(?:<size>|<pizza>|first|second|third|last)(?: |$))+(?:ones?|pizzas?)?$/,
    ({ shape, tokens }) => {
      const [mention] = findMentions(tokens)
      return mention ? [{ kind: 'multiply', by: /triple/.test(shape) ? 3 : 2, target: targetOf(mention) }] : null
    },
  ],
  [
    /\b(?:something|anything|(?:any|a|which|what) (?:pizzas?|ones?)|ones?|pizzas?|which|what)\b.*\b(with|without|has|have|contains?|no|got)\b ?(?:no |any |some )?(<topping>|meat)|\b(?:meatless|meat free|without meat|no meat)\b/,
    pizzasWith,
  ],
  [
    /^(?:and |so )?(?:which|what)(?: ones?| pizzas?)? (?:is|are) (?:<pizza>|vegan|meatless)$/,
    () => [{ kind: 'menu', about: 'pizzas without meat' }],
  ],
  [
    /^(?:is|are) (?:it|that|they|those|the <pizza>) (?:very |really |that )?<size>$/,
    () => [{ kind: 'menu', about: 'sizes' }],
  ],
  [/\bdifference between\b.*<size>|<size> or <size>\b.*\bbig/, () => [{ kind: 'menu', about: 'sizes' }]],
  [
    /\b(?:allergic to|allergy|(?:cant|cannot|dont|do not) (?:eat|like)|intolerant)\b.*<topping>|<topping> allergy/,
    ({ tokens }) => withoutTopping(tokens),
  ],
  [
    /^(?:sorry |ok |oh )*(?:my |the )address (?:has )?changed\b|\bchange (?:my |the )?address\b/,
    () => [{ kind: 'delivery', how: 'delivery' }],
  ],
  [
    /\bwhere\b.*\b(?:pick|collect|fetch|come|get)\b.*\b(?:it|them|up|order|pizzas?)\b/,
    () => [{ kind: 'shop', about: 'our address' }],
  ],
  [
    /\bwhere(?: exactly)? (?:are|is|can i find|do i find) (?:you|the (?:shop|place|restaurant|pizzeria)|your (?:shop|store|place|address))\b|\b(?:your|the (?:shops?|stores?|restaurants?|place)) (?:address|location)\b|\baddress of (?:the|your)\b|^where(?:s| is) (?:that|the shop)|\b(?:how|where) do (?:i|we) (?:get|come|go)(?: to (?:you|the shop)| there|$)/,
    () => [{ kind: 'shop', about: 'our address' }],
  ],
  [/^(?:are you|you) (?:really |quite )?(?:sure|serious|certain)\b/, () => [{ kind: 'order' }]],
  [
    /^(?:hello )?(?:can|do|did) you (?:even )?(?:hear|understand|get) me\b|\bare you (?:still )?(?:there|here|listening|awake)\b|\banybody (?:there|home)\b/,
    () => [talk('listening')],
  ],
  [
    /\b(?:make sure|hurry|asap|as soon as possible|well done|be careful|sliced|napkins|(?:ring|knock|buzz)|door ?bell|leave it (?:at|by|on|with)|(?:call|text) me|write (?:on|happy))\b/,
    ({ shape }) => (/<(?:pizza|topping|size|number|street)>/.test(shape) ? null : [talk('special wish')]),
  ],
  [
    /\b(?:last time|yesterday|last (?:week|order|night))\b.*\b(?:was|were|came|had|got|took|forgot)\b|\b(?:complain|complaint|refund|(?:never|not) (?:came|arrived)|terrible|disgusting|burnt|was (?:cold|late|awful|bad))\b/,
    () => [talk('complaint')],
  ],
  [
    /^(?:and |but |so )?(?:what )?if (?:i|we|you)\b.*\b(?:pick|collect|come|deliver)/,
    () => [{ kind: 'shop', about: 'fee' }],
  ],
  [
    /(?:deliver|delivery).*(?:fee|charge|cost|extra|free)|(?:how much|charge|fee|cost|price|pay).*(?:deliver|delivery)/,
    (clause) => [...pizzasAsked(clause), { kind: 'shop', about: 'fee' }],
  ],
  [
    /\b(?:is|are|will) (?:it|they|(?:my|the|our) (?:order|pizzas?|food)) (?:be )?(?:ready|done|here|coming|on (?:its|the) way|nearly|almost)\b/,
    () => [{ kind: 'shop', about: 'waiting time' }],
  ],
  [
    /^(?:and |so |ok )?(?:is|are) (?:it|that|this|you) (?:very |too |so )?far\b|how (?:long|soon|fast|quick|quickly|much time)|waiting time|wait time|(?:the|a) wait|(?:when|whens) ?(?:will|can|would|is|do)?.*(?:ready|here|arrive|done|get|come|have|pick|expect|collect)/,
    () => [{ kind: 'shop', about: 'waiting time' }],
  ],
  [
    /\b(?:in|within|for|by|around|about|before|at|until|till) (?:about |half |around )*(?:a|an|<number>) ?(?:minutes?|mins?|hours?|oclock|pm|am|thirty|fifteen|forty|half|<number>)(?: |$)|\b(?:for|by|around|before|at|until|till) <number>$|\bhalf an hour\b|\b(?:tonight|tomorrow|at noon|later today|right away)$/,
    ({ shape }) => (/<(?:pizza|topping|size)>/.test(shape) ? null : [{ kind: 'shop', about: 'waiting time' }]),
  ],
  [
    /^(?:and |so |but )?(?:(?:do|can|could|would|will) you (?:guys |also )?(?:deliver(?! (?:it|that|this|them|the|my|everything))|do delivery|do deliveries|offer delivery)|where do you deliver|(?:what|which) (?:streets|areas?|neighbou?rhoods?|addresses|roads)|is delivery|do you have delivery|how far)/,
    areaOrDelivery,
  ],
  [
    /what (?:all )?(?:have i|did i|do i have|am i|ive|i have|i ordered|we have|we ordered|have we|did we|do we have)|(?:whats|what is|what was|hows|check) (?:in |on )?(?:my|the|our) (?:whole )?(?:order|cart|basket)|(?:read|say|repeat|go over|run through|recap|tell me|review|list|summari[sz]e) (?:me )?(?:back )?(?:it|that|my|the|our|what)? ?(?:whole |full |entire )?(?:order|i have|back|so far)|read (?:it|that|everything) back|so far$|recap|did you (?:get|have|hear|note) (?:all|that|everything|it)|(?:is|was) (?:that|it|everything) (?:right|correct|ok|okay|in)$|what was (?:it|that|the (?:first|second|third|last|other) (?:one|pizza))(?: again)?$|what (?:size|kind|pizza|toppings?|was it|all)?.{0,12}\b(?:did i|did we|have i|was i|i) (?:say|said|want|wanted|order|ask|asked|pick|chose|choose)|(?:which|how many) (?:size|pizzas?|ones?)? ?(?:did|have) (?:i|we)|what do you have (?:for me|down)|^(?:and |so )?what(?:s| is) left$|how many pizzas|how many\b.*\b(?:do (?:i|we) have|have (?:i|we)|did (?:i|we)|in my order)\b|how many (?:is|are) (?:that|it|this|there|those|they)\b|^my order$|whats my order|everything i ordered/,
    askOrder,
  ],
  [
    /(?:total|bill|damage)\b|(?:what|how much).*(?:owe|altogether|in all|in total|come to|comes to|all together|all up|adds? up|to pay|everything|whole|so far)|(?:what|how much) (?:will|would|do|does|is|s) (?:it|that|this|all|the order|my order|i pay|we pay|our order)(?: all| be| cost|$| now| so far| then| going| come| run| set)|price of (?:my|the) order|how much (?:is it|is that|do i|for (?:that|it|everything|all))|^(?:so |and |ok |okay |then )*how much(?: now| then| altogether| so far| again)*$|how much (?:is|are|for) (?:both|them|those|all)|^so how much$|whats (?:that|it) (?:going|come|cost)/,
    totalUnlessNamed,
  ],
  [
    /\b(?:cheaper|lower (?:the )?price|half (?:the |of the )?price|promised|percent(?: off)?|(?:something|a bit|money|<number>) off|deals?|coupons?|vouchers?|special offer)\b/,
    ({ shape }) => (/<(?:pizza|topping|size)>/.test(shape) || COMPARED.test(shape) ? null : [talk('haggling')]),
  ],
  [
    /\btoo (?:expensive|dear|pricey|costly)\b|\bthats? (?:a bit |quite |very )?(?:expensive|pricey)$/,
    () => [talk('listening')],
  ],
  [/\b(?:cheapest|least expensive|lowest price)\b/, () => [{ kind: 'menu', about: 'the cheapest' }]],
  [/\b(?:most expensive|dearest|priciest|highest price)\b/, () => [{ kind: 'menu', about: 'the most expensive' }]],
  [
    /how much|price|\bcosts?\b|\bcharge\b|expensive|cheap\b|whats (?:a|an|the) <size>.*(?:run|go for)/,
    (clause) => menuAbout(clause),
  ],
  [
    /^(?:and |so |but )?(?:what|whats)\b.*\b(?:be|extra|for)\b.*<topping>|^(?:and |so )?what (?:would|does|do|is|are|will)\b.*<(?:topping|pizza)>.*\b(?:be|cost)$/,
    (clause) => menuAbout(clause),
  ],
  [
    /recommend|suggest|favou?rites?|popular|what(?:s| is) good|best pizza|your best|specials?|house special/,
    () => [{ kind: 'recommend' }],
  ],
  [
    /(?:whats|what is|what are|what comes|what do you put|whats in|what goes|which toppings|what toppings|tell me (?:more )?about|describe|explain|ingredients).*<pizza>|<pizza>.*(?:come with|made of|made with|have on|ingredients)|^(?:and |so |but )?(?:does|do|is|are|has) (?:the |a |your |there )?.*(?:<pizza>.*(?:have|contain|come|spicy|include|<topping>)|<topping> (?:on|in) (?:the|a|your|that) <pizza>)/,
    (clause) => menuAbout(clause),
  ],
  [
    /(?:what|which).*\b(?:toppings?|extras)\b|toppings (?:do|are|have|can)|list.*toppings|your toppings/,
    () => [{ kind: 'menu', about: 'toppings' }],
  ],
  [
    /(?:what|which|how many) (?:are |different |the |your )*sizes|sizes (?:do|are|have|can|again)|your sizes|how (?:big|large|<size>)/,
    () => [{ kind: 'menu', about: 'sizes' }],
  ],
  [
    /\bmenu\b|(?:what|which) (?:kinds?|types?|sorts?|pizzas?|varieties|flavou?rs|options|choices)\b|what (?:all )?(?:do|have) you (?:have|got|sell|make|offer|serve)|what can i (?:get|have|order|choose)|what pizzas|list.*pizzas|whats available|what is available|kinds of pizza/,
    () => [{ kind: 'menu', about: 'pizzas' }],
  ],
  [/(?:do you|you guys) (?:have|make|sell|offer|serve|got|do)|have you got|is there|are there|you got/, doYouHave],
  [
    /start (?:over|again|fresh|from scratch)|(?:cancel|clear|scrap|delete|drop|forget|remove|scratch|throw out|get rid of) (?:everything(?! (?:except|but|apart|besides))|it all|all of (?:it|that|them)|(?:the|my|this|that) (?:whole |entire )?order|the (?:whole )?(?:thing|lot))|never ?mind (?:the|my) (?:whole )?order|empty (?:the|my) (?:order|cart|basket)|forget (?:the )?(?:whole|all)/,
    () => [{ kind: 'clear' }],
  ],
  [
    /(?:place|submit|confirm|finali[sz]e|complete|finish|send|book|put through|put in|check out|checkout) (?:it|that|this|my|the|our|off)? ?(?:my |the )?(?:order)?$|^(?:i (?:want|would like) to |id like to |lets |can you |can i |you can |go ahead and |please )*(?:place|submit|confirm|finali[sz]e|check out|order it|order that|go ahead)|^(?:no changes? |just |please )*(?:order|place|submit|take) (?:it|that|them|this|the order)?$|^no changes?\b|ring (?:me|it) up|just send it|check ?out|send it (?:in|through|to the kitchen)|go ahead|lets do it|do it$/,
    confirmUnlessItems,
  ],
  [
    /\b(?:pick ?ups?|pick(?:ing)? (?:it|them|that|this|my order|the order|everything|my pizzas?|the pizzas?)|ill pick|picking (?:it |them )?up|collect|collection|carry ?out|take ?aways?|take ?out|to go$|come (?:and )?(?:get|by|in|to the|there|over)|swing by|stop by|(?:walk|run|pop|head|drive|be|come|coming|walking|driving|heading) (?:right |straight )?(?:over|round|in|by)|in (?:the )?(?:store|shop|person)|eat (?:in|there)|drive over|fetch)\b/,
    (clause) => deliveryAct(clause, 'pickup'),
  ],
  [
    /\b(?:deliver|delivers|delivered|delivery|delivering)\b|(?:bring|send|drop) (?:it|them|that|this|everything|the order|the pizzas?|my order|my pizzas?)\b.*(?:to|over|off|round|home|here|<street>|me|my)|^(?:please )?(?:bring|send) (?:it|them|the pizzas?|everything|my order)$|to my (?:house|home|place|door|office|address|apartment)|<street>|<number> (?:\w+ ){1,2}(?:street|road|avenue|lane|drive|court|place|way|boulevard|square)\b|come to (?:me|us|my)/,
    (clause) => deliveryAct(clause, 'delivery'),
  ],
]

/** Questions, delivery, placing the order: whatever is not about which pizzas. Null when the clause is none of it. */
export function questionActs(clause: Clause): Act[] | null {
  for (const [pattern, act] of RULES) {
    const made = pattern.test(clause.shape) ? act(clause) : null
    if (made) return made
  }
  return anyOtherQuestion(clause)
}

function askOrder(clause: Clause): Act[] | null {
  if (/\btotal|how much|cost\b/.test(clause.shape)) return null
  return [{ kind: 'order' }]
}

function totalUnlessNamed(clause: Clause): Act[] | null {
  return /<(?:pizza|topping|size)>/.test(clause.shape) ? null : [{ kind: 'total' }]
}

function menuAbout(clause: Clause): Act[] {
  if (/\b(?:it|that|this) with\b/.test(clause.shape)) return [{ kind: 'about it' }]
  const several = pizzasAsked(clause)
  if (several.length > 1) return several
  const [mention] = findMentions(clause.tokens).filter(hasSlots)
  const size = mention?.size === undefined ? {} : { size: mention.size }
  const about = pizzaOfTopping(clause) ?? mention?.pizza ?? mention?.toppings[0]?.name
  if (about !== undefined) return [{ kind: 'menu', about, ...size }]
  return /\b(?:pizzas|menu|your|all|prices|everything)\b/.test(clause.shape)
    ? [{ kind: 'menu', about: 'pizzas', ...size }]
    : [{ kind: 'about it', ...size }]
}

function doYouHave(clause: Clause): Act[] {
  if (/<number> <pizza>|how many/.test(clause.shape) && /\b(?:i|we)\b/.test(clause.shape)) return [{ kind: 'order' }]
  const [mention] = findMentions(clause.tokens).filter(hasSlots)
  const about = mention?.pizza ?? mention?.toppings[0]?.name
  if (about !== undefined) return [{ kind: 'menu', about }]
  if (mention?.size) return [{ kind: 'menu', about: 'sizes' }]
  const thing = clause.shape
    .replace(/^.*\b(?:have|make|sell|offer|serve|got|do you(?: guys)? do|take|accept|is there|are there|you do)\b/, '')
    .replace(/\b(?:any|some|<number>|a|an|there)\b/g, '')
    .trim()
  return [{ kind: 'menu', about: thing === '' ? 'pizzas' : thing.slice(0, 40) }]
}

/** Pizzas ordered in the same breath as an attempt to set the price: the order counts, the price does not. */
function orderedBeside(clause: Clause): Act[] {
  if (!/\b(?:want|like|have|get|give|take|order|add)\b/.test(clause.shape)) return []
  const mentions = findMentions(clause.tokens).filter(({ pizza }) => pizza !== undefined)
  return mentions.flatMap((mention) => itemAct(mention, clause.shape, false, mentions.length))
}

function confirmUnlessItems(clause: Clause): Act[] | null {
  return /<(?:pizza|size|topping)>/.test(clause.shape) || /order for|an order/.test(clause.shape)
    ? null
    : [{ kind: 'confirm' }]
}

const DAY = /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|today|tonight|tomorrow)\b/

function hoursAsked({ shape }: Clause): Act[] {
  const day = DAY.exec(shape)?.[0].replace(/(day|weekend)s$/, '$1')
  return [{ kind: 'shop', about: day === undefined ? 'hours' : `hours: ${day}` }]
}

function oneTooMany({ tokens }: Clause): Act[] {
  const number = tokens.find(({ kind }) => kind === 'number')
  return [{ kind: 'remove', target: null, quantity: number?.kind === 'number' ? number.value : 1 }]
}

/** "One of each, all small". */
function eachPizza({ shape, tokens }: Clause): Act[] | null {
  if (/<pizza>|<topping>|\b(?:with|without|what|which|how|make|change|price|cost|tell|remove|cancel)\b/.test(shape))
    return null
  const said = findMentions(tokens)
  const quantity = said.find((mention) => mention.quantity !== undefined)?.quantity ?? 1
  const size = said.find((mention) => mention.size !== undefined)?.size
  return [{ kind: 'each', quantity, ...(size === undefined ? {} : { size }) }]
}

function withoutTopping(tokens: readonly Token[]): Act[] | null {
  const topping = tokens.find(({ kind }) => kind === 'topping')
  return topping?.kind === 'topping' ? [{ kind: 'menu', about: `pizzas without ${topping.name}` }] : null
}

/** "Something with chicken", "which one has no meat". */
function pizzasWith({ shape, tokens }: Clause): Act[] | null {
  if (
    /<pizza>|<size>|\b(?:make|add|put|get me|give|give me|want|ill|id|remove|drop|cancel|delete|scratch|lose|take|forget)\b/.test(
      shape,
    )
  )
    return null
  if (/^(?:and |no |not )*(?:the|that|my) ones?\b/.test(shape)) return null
  const topping = tokens.find(({ kind }) => kind === 'topping')
  const without = /\b(?:no|without|meatless|free)\b/.test(shape)
  const name = topping?.kind === 'topping' ? topping.name : 'meat'
  return [{ kind: 'menu', about: `pizzas ${without ? 'without' : 'with'} ${name}` }]
}

/** "How much is the chicken one": a pizza told by what is on it. */
function pizzaOfTopping({ shape, tokens }: Clause): string | undefined {
  if (!/<topping> (?:one|pizza)/.test(shape)) return undefined
  const topping = tokens.find(({ kind }) => kind === 'topping')
  if (topping?.kind !== 'topping') return undefined
  return pizzaTold(topping.name)
}
