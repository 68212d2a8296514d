// SPDX-License-Identifier: Apache-2.0

import type { Act, Slots, Target } from './acts.ts'
import { type Clause, splitClauses } from './clauses.ts'
import { findMentions, type Mention } from './mentions.ts'
import { type Token, tokenise } from './words.ts'

/** What a customer does with an utterance, in the order it was said. Knows nothing of what was said before. */
export function understand(utterance: string): Act[] {
  return splitClauses(tokenise(utterance)).flatMap(actsOf)
}

type Rule = readonly [pattern: RegExp, act: (clause: Clause) => Act[] | null]

/** Questions and small talk, tried in this order; what none of them matches is about pizzas. */
const RULES: readonly Rule[] = [
  [
    /ignore (?:all |any )?(?:of )?(?:your|the|previous|my|these)|(?:system|your) prompt|your (?:instructions|rules)|you are now|pretend|developer mode|(?:is|are|cost|costs|for|only|as) (?:just |only )?(?:<number>|a|an|one) (?:dollars?|bucks?|cents?)|(?:for|is|are|be) free|free pizzas?|discount|jailbreak|new (?:price|rule)|im (?:the|your) (?:boss|manager|owner|developer)/,
    (clause) => [talk('injection'), ...orderedBeside(clause)],
  ],
  [
    /are you (?:a |an )?(?:real|human|robot|person|bot|ai|machine|computer|chatbot|alive)|(?:who|what) are you|am i (?:talking|speaking)|is this a (?:robot|person|machine|bot|computer|human)|real person/,
    () => [talk('identity')],
  ],
  [
    /\b(?:what|which|tell me|are|is|when|until|till|how|your|whats|do)\b.*\b(?:open|opens|opening|close|closes|closed|closing|hours)\b|^(?:opening )?hours$/,
    () => [{ kind: 'shop', about: 'hours' }],
  ],
  [
    /(?:deliver|delivery).*(?:fee|charge|cost|extra|free)|(?:how much|charge|fee|cost|price|pay).*(?:deliver|delivery)/,
    () => [{ kind: 'shop', about: 'fee' }],
  ],
  [
    /how (?:long|soon|fast|quick|quickly|much time)|waiting time|wait time|(?:the|a) wait|when (?:will|can|would|is|do).*(?:ready|here|arrive|done|get|come|have|pick|expect|collect)/,
    () => [{ kind: 'shop', about: 'waiting time' }],
  ],
  [
    /^(?:and |so |but )?(?:(?:do|can|could|would|will) you (?:guys |also )?(?:deliver(?! (?:it|that|this|them|the|my|everything))|do delivery|do deliveries|offer delivery)|where do you deliver|(?:what|which) (?:streets|areas?|neighbou?rhoods?|addresses|roads)|is delivery|do you have delivery|how far)/,
    areaOrDelivery,
  ],
  [
    /what (?:all )?(?:have i|did i|do i have|am i|ive|i have|i ordered|we have|we ordered|have we|did we|do we have)|(?:whats|what is|what was|hows|check) (?:in |on )?(?:my|the|our) (?:whole )?(?:order|cart|basket)|(?:read|say|repeat|go over|run through|recap|tell me|review|list|summari[sz]e) (?:me )?(?:back )?(?:it|that|my|the|our|what)? ?(?:whole |full |entire )?(?:order|i have|back|so far)|read (?:it|that|everything) back|so far$|recap|did you get (?:all|that|everything)|what do you have (?:for me|down)|how many pizzas|^my order$|whats my order|everything i ordered/,
    askOrder,
  ],
  [
    /(?:total|bill)\b|(?:what|how much).*(?:owe|altogether|in all|in total|come to|comes to|all together|all up|adds? up|to pay|everything|whole|so far)|(?:what|how much) (?:will|would|do|does|is|s) (?:it|that|this|all|the order|my order|i pay|we pay|our order)(?: all| be| cost|$| now| so far| then| going| come| run| set)|price of (?:my|the) order|how much (?:is it|is that|do i|for (?:that|it|everything|all))|^how much$|^so how much$|whats (?:that|it) (?:going|come|cost)/,
    totalUnlessNamed,
  ],
  [
    /how much|price|\bcosts?\b|\bcharge\b|expensive|cheap|whats (?:a|an|the) <size>.*(?:run|go for)/,
    (clause) => menuAbout(clause),
  ],
  [
    /recommend|suggest|favou?rites?|popular|what(?:s| is) good|best pizza|your best|specials?|house special/,
    () => [{ kind: 'recommend' }],
  ],
  [
    /(?:whats|what is|what are|what comes|what do you put|whats in|what goes|which toppings|what toppings|tell me (?:more )?about|describe|explain|ingredients).*<pizza>|<pizza>.*(?:come with|made of|made with|have on|ingredients)|(?:does|do|is|are|has) (?:the |a |your |there )?.*(?:<pizza>.*(?:have|contain|come|spicy|include|<topping>)|<topping> (?:on|in) (?:the|a|your|that) <pizza>)/,
    (clause) => menuAbout(clause),
  ],
  [
    /(?:what|which).*\b(?:toppings?|extras)\b|toppings (?:do|are|have|can)|list.*toppings|your toppings/,
    () => [{ kind: 'menu', about: 'toppings' }],
  ],
  [
    /(?:what|which|how many) (?:different )?sizes|sizes (?:do|are|have|can)|your sizes|how (?:big|large)/,
    () => [{ kind: 'menu', about: 'sizes' }],
  ],
  [
    /\bmenu\b|(?:what|which) (?:kinds?|types?|sorts?|pizzas?|varieties|flavou?rs|options|choices)\b|what (?:all )?(?:do|have) you (?:have|got|sell|make|offer|serve)|what can i (?:get|have|order|choose)|what pizzas|list.*pizzas|whats available|what is available|kinds of pizza/,
    () => [{ kind: 'menu', about: 'pizzas' }],
  ],
  [/(?:do you|you guys) (?:have|make|sell|offer|serve|got|do)|have you got|is there|are there|you got/, doYouHave],
  [
    /start (?:over|again|fresh|from scratch)|(?:cancel|clear|scrap|delete|drop|forget|remove|scratch|throw out|get rid of) (?:everything|it all|all of (?:it|that|them)|(?:the|my|this|that) (?:whole |entire )?order|the (?:whole )?(?:thing|lot))|never ?mind (?:the|my) (?:whole )?order|empty (?:the|my) (?:order|cart|basket)|forget (?:the )?(?:whole|all)/,
    () => [{ kind: 'clear' }],
  ],
  [
    /(?:place|submit|confirm|finali[sz]e|complete|finish|send|book|put through|put in|check out|checkout) (?:it|that|this|my|the|our|off)? ?(?:my |the )?(?:order)?$|^(?:i (?:want|would like) to |id like to |lets |can you |can i |you can |go ahead and |please )*(?:place|submit|confirm|finali[sz]e|check out|order it|order that|go ahead)|ring (?:me|it) up|check ?out|send it (?:in|through|to the kitchen)|go ahead|lets do it|do it$/,
    confirmUnlessItems,
  ],
  [
    /\b(?:pick ?ups?|pick(?:ing)? (?:it|them|that|this|my order|the order|everything|my pizzas?|the pizzas?)|ill pick|collect|collection|carry ?out|take ?aways?|take ?out|to go$|come (?:and )?(?:get|by|in|to the|there|over)|swing by|stop by|in (?:the )?(?:store|shop|person)|eat (?:in|there)|drive over|fetch)\b/,
    (clause) => deliveryAct(clause, 'pickup'),
  ],
  [
    /\b(?:deliver|delivers|delivered|delivery|delivering)\b|(?:bring|send|drop) (?:it|them|that|this|everything|the order|the pizzas?|my order|my pizzas?)\b.*(?:to|over|off|round|home|here|<street>|me|my)|to my (?:house|home|place|door|office|address|apartment)|<street>|come to (?:me|us|my)/,
    (clause) => deliveryAct(clause, 'delivery'),
  ],
]

function actsOf(clause: Clause): Act[] {
  for (const [pattern, act] of RULES) {
    const made = pattern.test(clause.shape) ? act(clause) : null
    if (made) return made
  }
  return [...smallTalk(clause), ...pizzaActs(clause)]
}

function smallTalk({ shape }: Clause): Act[] {
  const named = /<(?:number|size|pizza|topping)>/.test(shape)
  if (
    /thats (?:all|it|everything|about it|the order|my order)|that is (?:all|it|everything)|that(?:ll| will| should| would) (?:be (?:all|it|everything|enough)|do)|nothing (?:else|more)|no more|(?:im|were|i am|we are|all) (?:done|finished|good|set)|just that|thats what i want|only that|that was (?:all|it|everything)|that does it|i think (?:im|were) (?:good|done)|all i (?:need|want)|i have everything|no(?:pe)? (?:thanks|thank you) thats/.test(
      shape,
    )
  ) {
    return named && !/^(?:and |so )?that/.test(shape) ? [] : [{ kind: 'done' }]
  }
  if (named) return []
  if (
    /^(?:hi|hello|hey|howdy|good (?:morning|afternoon|evening|day)|how are you|whats up|greetings|hiya|yo)\b/.test(
      shape,
    )
  )
    return [talk('greeting')]
  if (
    /didnt (?:catch|hear|get|understand)|say (?:that|it) again|repeat that|come again|what did you say|pardon|excuse me|what was that/.test(
      shape,
    )
  )
    return [talk('repeat')]
  if (
    /^(?:wait|hold on|hang on|one (?:moment|second|sec)|just a (?:moment|second|minute|sec)|let me think|let me see|give me a (?:second|moment|minute)|im not sure|i dont know|not sure)/.test(
      shape,
    )
  )
    return [talk('wait')]
  if (
    /(?:thats|that is|its|thats not|that isnt|this is) (?:not (?:right|correct|what)|wrong|incorrect)|isnt right/.test(
      shape,
    )
  )
    return [{ kind: 'no' }]
  if (
    /^(?:and |so )?(?:yes|yeah|yep|yup|ya|sure|ok|okay|alright|all right|right|perfect|great|correct|absolutely|definitely|exactly|of course|sounds|thats|that is|looks|that works|works|fine|good|cool|awesome|lovely|excellent|why not|it is|wonderful|you bet|please do|do that|do$|i do|indeed|certainly|agreed)\b/.test(
      shape,
    )
  )
    return [{ kind: 'yes' }]
  if (
    /^(?:no|nope|nah|not (?:yet|really|now|today)|no thanks|no thank you|never ?mind|dont|i dont|negative)\b/.test(
      shape,
    )
  )
    return [{ kind: 'no' }]
  if (
    /(?:bye|goodbye|see you|good night|have a (?:nice|good|great|lovely)|take care|talk to you|later|cheers mate)/.test(
      shape,
    )
  )
    return [talk('bye')]
  if (/thank|thanks|cheers|appreciate|ta$/.test(shape)) return [talk('thanks')]
  return []
}

function pizzaActs(clause: Clause): Act[] {
  const { shape, correction } = clause
  const mentions = findMentions(clause.tokens)
  return (
    insteadOf(clause) ??
    replacement(clause) ??
    makeIt(clause, mentions) ??
    notThat(clause) ??
    removal(clause, mentions) ??
    toppingsOnly(clause, mentions) ??
    otherOne(shape, mentions) ??
    mentions.flatMap((mention) => itemAct(mention, shape, correction, mentions.length))
  )
}

/** "change the pepperoni to a hawaiian", "swap that for a large". */
function replacement(clause: Clause): Act[] | null {
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
  const target = old ? targetOf(old) : null
  const oldToppings = old && old.pizza === undefined ? old.toppings : []
  const swapped = oldToppings.map(({ name }) => ({ kind: 'without' as const, name }))
  const change: Act = { kind: 'change', target, set: { ...slotsOf(fresh), toppings: [...swapped, ...fresh.toppings] } }
  const rest = news.slice(1).flatMap((mention) => itemAct(mention, clause.shape, false, news.length))
  return [change, ...rest]
}

/** "a hawaiian instead of the pepperoni". */
function insteadOf(clause: Clause): Act[] | null {
  const match = /\b(?:instead of|rather than|not)\b/.exec(clause.shape)
  if (!match || /\bnot\b/.test(match[0])) return null
  const pivot = tokenAtOffset(clause, match.index)
  const [fresh] = findMentions(clause.tokens.slice(0, pivot))
  const [old] = findMentions(clause.tokens.slice(pivot + 2))
  if (!fresh || !old) return null
  if (old.pizza === undefined && old.toppings.length > 0) {
    const swapped = old.toppings.map(({ name }) => ({ kind: 'without' as const, name }))
    return [{ kind: 'change', target: null, set: { ...slotsOf(fresh), toppings: [...swapped, ...fresh.toppings] } }]
  }
  return [{ kind: 'change', target: targetOf({ ...old, definite: true }), set: slotsOf(fresh) }]
}

/** "make it three", "make the hawaiian a large", "make that with extra cheese". */
function makeIt(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const match =
    /(?:make|have|do|want|should be|need|get|like) (?:(it|that|them|those|these|this)(?: one| ones| pizzas?| <pizza>)?|(?:the|my|that|those)\b)|should be|(?:can|could) (?:it|that|they|those|this|(?:the|my) (?:<size> )?<pizza>(?: pizzas?)?) be|^(?:it|that|they|those) (?:to be|is|are|was)|\b(?:meant|said|mean|wanted)\b/.exec(
      clause.shape,
    )
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
      { kind: 'change', target: /<pizza>/.test(match[0]) ? targetOf(first) : null, set: slotsOf(first) },
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
function notThat(clause: Clause): Act[] | null {
  if (!/\bnot (?:<number>|<size>|<pizza>|the <)/.test(clause.shape)) return null
  const named = findMentions(clause.tokens)
  const last = named.at(-1)
  if (/^not the (?:<size>|<pizza>).*\bthe (?:<size>|<pizza>)/.test(clause.shape) && last && named.length > 1) {
    return [{ kind: 'other', target: targetOf(last) }]
  }
  const [fresh] = findMentions(withoutDenied(clause.tokens).tokens)
  if (!fresh) return []
  return [{ kind: 'fragment', slots: slotsOf(fresh), correction: true }]
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

const REMOVES =
  /\b(?:remove|take (?:off|out|away|back)|cancel|delete|drop|scratch|get rid of|lose|leave (?:off|out)|ditch|skip|forget(?: about)?|hold|(?:dont|do not|no longer) (?:want|need)|take (?:the|that|those|it|them|my|one|a|an|<number>|all)\b.*\b(?:off|out|away)|leave (?:the|that|those|them|it)\b.*\b(?:off|out)|kick|scrap|without|remove|minus|strike|nix)\b/

/** "remove the olives from the hawaiian", "cancel the margherita", "take one pepperoni off". */
function removal(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const { shape, tokens } = clause
  const match = REMOVES.exec(shape)
  if (!match) return null
  const begin = tokenAtOffset(clause, match.index)
  if (/without|minus/.test(match[0]) && mentions.some(({ pizza, start }) => pizza !== undefined && start < begin))
    return null
  const before = findMentions(tokens.slice(0, begin)).filter(hasSlots)
  if (/^hold$/.test(match[0]) && !/hold (?:the |all )?(?:the )?<(?:topping|pizza)>/.test(shape)) return null
  const after = tokens.slice(begin)
  const pivot = after.findIndex(
    ({ kind, text }, at) =>
      at > 0 &&
      kind === 'word' &&
      /^(from|on|off|of|in)$/.test(text) &&
      findMentions(after.slice(0, at)).length > 0 &&
      findMentions(after.slice(at + 1)).length > 0,
  )
  const first = pivot === -1 ? after : after.slice(0, pivot)
  const whole = pivot === -1 ? [] : findMentions(after.slice(pivot + 1))
  const named =
    /^(?:without|minus|hold|skip|leave)/.test(match[0]) ||
    whole.length > 0 ||
    /\bon (?:it|that|them|there)\b/.test(shape)
  const gone = named ? findMentions(first) : findMentions(first).flatMap(asPizzas)
  const names = toppingNames(gone, whole.length > 0)
  const added = before.flatMap((mention) => itemAct(mention, shape, false, before.length))
  const target = whole[0] ? targetOf(whole[0]) : null
  const onlyToppings =
    gone.length > 0 &&
    gone.every(
      ({ pizza }) =>
        pizza === undefined || whole.some((of) => of.pizza !== undefined || of.noun || of.ordinal !== undefined),
    )
  if (onlyToppings && names.length > 0 && !gone.some(({ size }) => size !== undefined)) {
    return [...added, { kind: 'change', target, set: { toppings: names.map((name) => ({ kind: 'without', name })) } }]
  }
  const items = [...gone, ...(gone.some(({ pizza }) => pizza !== undefined) ? [] : whole)].filter(
    (m) => hasSlots(m) || m.noun || m.ordinal !== undefined,
  )
  if (items.length === 0) return [...added, { kind: 'remove', target: null }]
  return [
    ...added,
    ...items.map((mention): Act => {
      const quantity = mention.quantity ?? (mention.single ? 1 : undefined)
      const described =
        whole[0] && mention.pizza === undefined ? { ...targetOf(mention), ...targetOf(whole[0]) } : targetOf(mention)
      const partly = quantity !== undefined && !mention.definite
      const bare = described.pizza === undefined && described.size === undefined && described.ordinal === undefined
      return { kind: 'remove', target: bare ? null : described, ...(partly ? { quantity } : {}) }
    }),
  ]
}

/** "add olives to that", "extra cheese on the hawaiian", "no onions": toppings for something already ordered. */
function toppingsOnly(clause: Clause, mentions: readonly Mention[]): Act[] | null {
  const { shape, tokens } = clause
  const [first] = mentions
  if (!first || first.toppings.length === 0 || first.pizza !== undefined || first.size !== undefined) return null
  if (first.noun && !/\b(?:on|to|onto|for) (?:the|my|that|both|all|each)\b/.test(shape)) return null
  const pivot = tokens.findIndex(
    ({ kind, text }, at) => at > first.start && kind === 'word' && /^(to|on|onto|for)$/.test(text),
  )
  const of = pivot === -1 ? undefined : findMentions(tokens.slice(pivot + 1))[0]
  const { quantity, ...rest } = slotsOf(first)
  const newItem = mentions[1]
  if (newItem?.pizza !== undefined && pivot === -1) {
    return [
      { kind: 'change', target: null, set: { ...rest } },
      ...mentions.slice(1).flatMap((mention) => itemAct(mention, shape, false, mentions.length)),
    ]
  }
  return [{ kind: 'change', target: of ? targetOf(of) : null, set: rest }]
}

function otherOne(shape: string, mentions: readonly Mention[]): Act[] | null {
  if (/\bother (?:one|pizza)\b/.test(shape) && !mentions.some(hasSlots)) {
    return [{ kind: 'other', target: { ordinal: 'other' } }]
  }
  const [only] = mentions
  if (mentions.length !== 1 || !only || only.pizza !== undefined || only.quantity !== undefined) return null
  if (only.ordinal !== undefined) return [{ kind: 'other', target: targetOf(only) }]
  if (/^(?:i (?:mean|meant) )?(?:the|that|my) <size>(?: one| pizza)?$/.test(shape))
    return [{ kind: 'other', target: targetOf(only) }]
  return null
}

function itemAct(mention: Mention, shape: string, correction: boolean, count: number): Act[] {
  const { more, definite, ordinal, noun, pizza, size, quantity } = mention
  if (!hasSlots(mention)) {
    if (more) return [{ kind: 'add', slots: slotsOf(mention), more: true, definite: false }]
    return noun &&
      /\b(?:pizzas?|pies?)\b/.test(shape) &&
      /\b(?:want|like|order|get|have|another|love|need|take)\b/.test(shape)
      ? [{ kind: 'add', slots: slotsOf(mention), more: false, definite: false }]
      : []
  }
  if (ordinal !== undefined) {
    return [{ kind: 'change', target: { ordinal, ...(pizza === undefined ? {} : { pizza }) }, set: slotsOf(mention) }]
  }
  const instead = /\binstead\b|\brather\b|\bprefer\b/.test(shape)
  if (definite && pizza !== undefined && (instead || correction) && (quantity ?? size) !== undefined) {
    const { pizza: _, ...set } = slotsOf(mention)
    return [{ kind: 'change', target: { pizza }, set }]
  }
  const bare = pizza === undefined && !(quantity !== undefined && noun)
  if (bare && !more) {
    if (
      definite &&
      pizza === undefined &&
      size !== undefined &&
      quantity === undefined &&
      !/like|want|have|get|take/.test(shape)
    ) {
      return [{ kind: 'other', target: targetOf(mention) }]
    }
    return [{ kind: 'fragment', slots: slotsOf(mention), correction: correction || instead }]
  }
  if (instead && count === 1) return [{ kind: 'fragment', slots: slotsOf(mention), correction: true }]
  if (correction && count === 1 && quantity === undefined)
    return [{ kind: 'fragment', slots: slotsOf(mention), correction: true }]
  if (correction && count === 1 && !/^(?:and|also|add|another)\b|\b(?:also|too|as well|another)\b/.test(shape)) {
    return [{ kind: 'fragment', slots: slotsOf(mention), correction: true }]
  }
  return [{ kind: 'add', slots: slotsOf(mention), more, definite }]
}

function askOrder(clause: Clause): Act[] | null {
  if (/\btotal|how much|cost\b/.test(clause.shape)) return null
  return [{ kind: 'order' }]
}

function totalUnlessNamed(clause: Clause): Act[] | null {
  return /<(?:pizza|topping|size)>/.test(clause.shape) ? null : [{ kind: 'total' }]
}

function menuAbout(clause: Clause): Act[] {
  const [mention] = findMentions(clause.tokens).filter(hasSlots)
  const about = mention?.pizza ?? mention?.toppings[0]?.name ?? (mention?.size ? 'pizzas' : 'pizzas')
  return [{ kind: 'menu', about, ...(mention?.size ? { size: mention.size } : {}) }]
}

function doYouHave(clause: Clause): Act[] {
  const [mention] = findMentions(clause.tokens).filter(hasSlots)
  const about = mention?.pizza ?? mention?.toppings[0]?.name
  if (about !== undefined) return [{ kind: 'menu', about }]
  if (mention?.size) return [{ kind: 'menu', about: 'sizes' }]
  const thing = clause.shape
    .replace(/^.*?(?:have|make|sell|offer|serve|got|do|is there|are there)\b/, '')
    .replace(/\b(?:any|some|<number>|a|an|there)\b/g, '')
    .trim()
  return [{ kind: 'menu', about: thing === '' ? 'pizzas' : thing.slice(0, 40) }]
}

function areaOrDelivery(clause: Clause): Act[] {
  const address = addressIn(clause.tokens)
  return address && /\d/.test(address)
    ? [{ kind: 'delivery', how: 'delivery', address }]
    : [{ kind: 'shop', about: 'streets' }]
}

function deliveryAct(clause: Clause, how: 'pickup' | 'delivery'): Act[] {
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
      : clause.tokens.filter((token, at) => at !== street && !(at === street - 1 && token.kind === 'number'))
  const mentions = findMentions(tokens).filter(({ pizza, definite }) => pizza !== undefined && !definite)
  return mentions.flatMap((mention) => itemAct(mention, clause.shape, false, mentions.length))
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

function addressIn(tokens: readonly Token[]): string | undefined {
  const at = tokens.findIndex(({ kind }) => kind === 'street')
  const street = tokens[at]
  if (street?.kind !== 'street') return undefined
  const number = tokens.slice(Math.max(0, at - 2), at).findLast(({ kind }) => kind === 'number')
  return number?.kind === 'number' && !number.weak ? `${number.value} ${street.name}` : street.name
}

function toppingNames(mentions: readonly Mention[], ofSomething: boolean): string[] {
  return mentions.flatMap(({ toppings, pizza }) => [
    ...toppings.map(({ name }) => name),
    ...(ofSomething && pizza === 'Pepperoni' ? ['pepperoni'] : []),
  ])
}

function talk(about: Extract<Act, { kind: 'talk' }>['about']): Act {
  return { kind: 'talk', about }
}

function hasSlots({ quantity, size, pizza, toppings }: Mention): boolean {
  return quantity !== undefined || size !== undefined || pizza !== undefined || toppings.length > 0
}

function slotsOf({ quantity, size, pizza, toppings }: Mention): Slots {
  return {
    ...(quantity === undefined ? {} : { quantity }),
    ...(size === undefined ? {} : { size }),
    ...(pizza === undefined ? {} : { pizza }),
    toppings,
  }
}

function targetOf({ pizza, size, ordinal }: Mention): Target {
  return {
    ...(pizza === undefined ? {} : { pizza }),
    ...(size === undefined ? {} : { size }),
    ...(ordinal === undefined ? {} : { ordinal }),
  }
}

function tokenAtOffset(clause: Clause, offset: number): number {
  return clause.shape.slice(0, offset).split(' ').length - 1
}

/** "Remove the pepperoni" means the pizza, unless something says that it is on one; so does "the spinach and mushroom". */
function asPizzas(mention: Mention): Mention[] {
  if (mention.pizza !== undefined) return [mention]
  const names = mention.toppings.map(({ name }) => name)
  const both = names.join() === 'spinach,mushrooms'
  if (!both && !names.includes('pepperoni')) return [mention]
  const named = { ...mention, pizza: both ? 'Spinach and Mushroom' : 'Pepperoni', toppings: [] }
  const toppings = both ? [] : mention.toppings.filter(({ name }) => name !== 'pepperoni')
  return toppings.length > 0 ? [named, { ...mention, toppings }] : [named]
}
