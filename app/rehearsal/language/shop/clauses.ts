// SPDX-License-Identifier: Apache-2.0

import { shapeOf, type Token } from './words.ts'

/** A stretch of an utterance that does one thing. */
export interface Clause {
  readonly tokens: readonly Token[]
  /** Its words, with what they name in angle brackets. */
  readonly shape: string
  /** It takes back something said before. */
  readonly correction: boolean
}

/** Words that begin something new wherever they stand, once the clause before them has said something. */
const BEGINS = new RegExp(
  `^(?:${[
    '(?:all )?the (?:rest|others|remaining|other (?:ones|<number>))',
    '(?:the )?same size',
    '<size> (?:one )?for (?:the|both|all|my)',
    'double (?:it|that|them)|same again|(?<!of )the same thing|scrap|order it',
    'make (?:it|that|them|those|this|the|my|one|<number>|<size>)',
    'change|swap|switch|replace|turn|remove|cancel|delete|scratch|drop|get rid|leave|hold the|skip|forget|lose',
    'take (?:off|out|away|the|my|that|it|one|<number>|<pizza>|<topping>)',
    'thats (?:all|it|everything|correct|right|wrong|fine|not)|that is (?:all|it|everything)|that(?:ll| will) be (?:all|it)|nothing else',
    'how (?:much|long|soon|many|late)|whats|what|which|when|where|who|why',
    'do you|does|did|are you|is (?:it|that|there|the|my)|can (?:i|we|you)|could (?:i|we|you)|may (?:i|we)|would you|will you',
    'i (?:want|wanna|would|need|live|think|changed|dont|do)|id|ill|im|we (?:want|would|need|live)|wed|were',
    'give me|let me|lets|gimme|get me|add|also|put|throw|deliver|bring|send',
    '(?:for|its for|make it) (?:delivery|pickup|pick up|takeaway|takeout|collection)',
    'pickup|pick (?:up|it|them)|place (?:it|that|this|the|my|our|an)|confirm|submit|ignore|read|tell me|repeat|start over|dont|my address|the address|its to|thank you|thanks|bye|goodbye|yes|yeah|yep|ok|okay|go ahead',
  ].join('|')})(?: |$)`,
)

const TAKES_BACK =
  /^(?:and |but |oh |so |well )*(?:(?:actually|no wait|wait no|no sorry|oh wait|wait|hold on|hang on|sorry|no actually|scratch that|correction|rather|my mistake|oops|pardon|you know what|on second thoughts?|i changed my mind|i have changed my mind|no no)(?: ,)?(?: |$))+/

const STARTS_TAKING_BACK =
  /^(?:actually|no wait|wait no|no sorry|oh wait|sorry|no actually|scratch that|correction|or rather|oops|on second thoughts?|i changed my mind|i (?:mean|meant)|wait|no(?=(?: ,)? (?:<number>|<size>|a|an|make|i|the|not|lets|change|actually)(?: |$)))(?: |$)/

/** Words that say something by themselves, so that what follows may begin a new clause. */
const SAYS_SOMETHING =
  /<(?:number|size|pizza|topping|street)>|\b(?:delivery|pickup|total|order|menu|hours|all|everything|open|price|wait|hello|hi|hey|thanks|done|yes|yeah|yep|okay|ok|sure|it|them|that|one|ones|up|instructions|nothing|perfect|great|right|correct|good|fine|ready|bye|close|take|cost|mind)\b/

const CARRIER =
  /^(?:(?:and|also|but|so|then|well|oh|ok|okay|yes|yeah|hi|hello|hey|just|to|i|we|you|me|us|can|could|would|will|may|want|wanna|need|like|love|have|id|ill|wed|lets|let|get|please|go|ahead|do|think|try|dont|actually|sorry|no|wait|mean|meant|said|that|it|if|possible|the|is|was|gonna|going|im|not|on|second|thought|changed|my|mind|never|you know|what) ?)*$/

/** Cuts an utterance where a new wish begins. */
export function splitClauses(tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = []
  let from = 0
  const close = (to: number, correction: boolean) => {
    const part = withoutTakingBack(trim(tokens.slice(from, to)))
    if (part.length > 0) clauses.push({ tokens: part, shape: shapeOf(part), correction })
    from = to
  }
  let correction = false
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.kind === 'stop' && tokens[at]?.text === '|') {
      close(at, correction)
      correction = false
      continue
    }
    const ahead = shapeOf(tokens.slice(at))
    const sofar = shapeOf(trim(tokens.slice(from, at)))
    const takesBack = STARTS_TAKING_BACK.test(ahead)
    const begins = takesBack || BEGINS.test(ahead)
    const ofQuestion =
      /^(?:for )?(?:delivery|pickup|pick up)/.test(ahead) && /^(?:how|when|what|whats|is)\b/.test(sofar)
    const governed =
      /^(?:all )?the (?:rest|others|remaining|other)\b/.test(ahead) &&
      /\b(?:for|on|to|of|from|off|make|change|have|all|put|want|leave|remove|cancel|take|drop|get|give|and)$/.test(
        sofar,
      )
    // After a comma whatever was said stands for itself, known words or not.
    const comma = tokens[at - 1]?.kind === 'stop' && sofar.split(' ').length > 2
    const says = comma || SAYS_SOMETHING.test(sofar)
    if (begins && !governed && !ofQuestion && sofar !== '' && says && !CARRIER.test(sofar)) {
      close(at, correction)
      correction = false
    }
    if (takesBack) correction = true
  }
  close(tokens.length, correction)
  return clauses.flatMap(splitAnswer)
}

/** A leading "yes" or "no" is an answer of its own: "no, make it large", but not "no olives". */
function splitAnswer(clause: Clause): Clause[] {
  const match =
    /^(?:oh |well |um )*(?:no ,? ?(?=no\b))*(yes|yeah|yep|yup|sure|ok|okay|alright|right|perfect|great|correct|no|nope|nah)(?: ,)? /.exec(
      clause.shape,
    )
  if (
    !match ||
    /^no (?:<topping>|<pizza>|delivery|deliver|pickup|more|thanks|thank|problem|need|extra|,? ?i dont|wait|other)/.test(
      clause.shape,
    )
  )
    return [clause]
  const length = match[0].trim().split(' ').length
  const rest = trim(clause.tokens.slice(length))
  const head = trim(clause.tokens.slice(0, length))
  if (rest.length === 0) return [clause]
  const negative = /no|nah/.test(match[1] ?? '')
  return [
    { tokens: head, shape: shapeOf(head), correction: false },
    { tokens: rest, shape: shapeOf(rest), correction: clause.correction || negative },
  ]
}

/** Without the words that only say that something is taken back: "on second thought" names no second pizza. */
function withoutTakingBack(tokens: readonly Token[]): readonly Token[] {
  const match = TAKES_BACK.exec(`${shapeOf(tokens)} `)
  if (!match) return tokens
  const rest = trim(tokens.slice(match[0].trim().split(' ').length))
  return rest.length > 0 && !/^(?:a |one )?(?:second|moment|minute|sec)$/.test(shapeOf(rest)) ? rest : tokens
}

/** Without stops and joining words at either end. */
export function trim(tokens: readonly Token[]): Token[] {
  const idle = (token: Token | undefined) =>
    token?.kind === 'stop' || (token?.kind === 'word' && /^(and|then|but|so)$/.test(token.text))
  let from = 0
  let to = tokens.length
  while (from < to && idle(tokens[from])) from += 1
  while (to > from && idle(tokens[to - 1])) to -= 1
  return tokens.slice(from, to)
}
