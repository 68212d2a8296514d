// SPDX-License-Identifier: Apache-2.0

/**
 * Longest sentence handed to a synthesiser, in UTF-16 code units: about 16 s of speech at 15 characters a second.
 * A longer one is cut at a clause, so that neither a list without full stops nor a runaway model delays the voice.
 */
export const MAX_SENTENCE_LENGTH = 240

/** A clause cut earlier than this would sound chopped. */
const MIN_CLAUSE_LENGTH = 60

/** How far past a full stop a decision may look. Past it the decision is made with what is known. */
const MAX_LOOK_AHEAD = 64

/** Never the end of a sentence. */
const JOINED = new Set(['mr', 'mrs', 'ms', 'mx', 'dr', 'prof', 'e.g', 'i.e', 'approx'])

/** May or may not end a sentence: the next word tells. Dotted ones (a.m, U.S) and initials are recognised by form. */
const ABBREVIATIONS = new Set(
  'st ave blvd rd ln ct pl sq hwy apt ste jr sr inc co ltd corp vs etc dept fig tel ext mon tue wed thu fri sat sun'.split(
    ' ',
  ),
)

/** Abbreviations only behind a number: "12 in. pizza", but "come in. Sit down". */
const UNITS = new Set('in ft oz lb lbs min hr hrs sec cm mm pt qt'.split(' '))

/** A capitalised word of this list behind an abbreviation begins a sentence; another is taken for a name. */
const SENTENCE_STARTERS = new Set(
  `a an and any anything are at but can could did do does enjoy for good got great have he here how i if in is it just
  let my no now ok okay on or our perfect please shall she should so sure thank thanks that the then there these they
  this those to we what when where which who why will with would yes you your`.split(/\s+/),
)

const TERMINATORS = '.!?…'
const FULL_WIDTH_TERMINATORS = '。！？'
const CLOSERS = '"\'”’)]*_`'
const OPENERS = '"\'“‘([*_`'

/** What follows a terminator, as far as it is known. */
type Verdict =
  | { readonly kind: 'ends'; readonly at: number }
  | { readonly kind: 'goes-on' }
  | { readonly kind: 'unknown' }
const GOES_ON: Verdict = { kind: 'goes-on' }
const UNKNOWN: Verdict = { kind: 'unknown' }

/**
 * Where the sentence that begins at `start` ends: the index just behind it, or `null` while that is not certain.
 * Depends on the text alone, never on how much of it came at a time: an answer given stays true whatever follows.
 *
 * @param isLast nothing will follow this text
 */
export function findBoundary(text: string, start: number, isLast: boolean): number | null {
  let begin = start
  while (begin < text.length && isSpace(text.charAt(begin))) begin++
  const limit = begin + MAX_SENTENCE_LENGTH
  for (let i = begin; i < text.length; i++) {
    if (i >= limit) return clauseCut(text, begin, limit)
    const c = text.charAt(i)
    if (c === '\n' || FULL_WIDTH_TERMINATORS.includes(c)) return i + 1
    if (!TERMINATORS.includes(c)) continue
    const verdict = judge(text, begin, i, isLast)
    if (verdict.kind === 'ends') return verdict.at
    if (verdict.kind === 'unknown') return null
  }
  return null
}

/** Judges the terminator at `dot` in the sentence that begins at `begin`. */
function judge(text: string, begin: number, dot: number, isLast: boolean): Verdict {
  const horizon = Math.min(text.length, dot + MAX_LOOK_AHEAD)
  const isKnown = isLast || horizon < text.length

  let i = dot
  while (i < horizon && TERMINATORS.includes(text.charAt(i))) i++
  const isPlainStop = text.slice(dot, i) === '.'
  const afterRun = i
  while (i < horizon && CLOSERS.includes(text.charAt(i))) i++
  const end = i
  const hasClosers = end > afterRun
  if (end === horizon) return isKnown ? { kind: 'ends', at: end } : UNKNOWN
  if (!isSpace(text.charAt(end))) return GOES_ON

  const isQuestionOrCry = /[!?]/.test(text.slice(dot, afterRun))
  if (text.charAt(end) === '\n' || (isQuestionOrCry && !hasClosers)) return { kind: 'ends', at: end }

  while (i < horizon && (isSpace(text.charAt(i)) || OPENERS.includes(text.charAt(i)))) {
    if (text.charAt(i) === '\n') return { kind: 'ends', at: end }
    i++
  }
  if (i === horizon) return isKnown ? { kind: 'ends', at: end } : UNKNOWN
  const next = text.charAt(i)
  if (/\p{Ll}/u.test(next)) return GOES_ON
  if (!isPlainStop) return { kind: 'ends', at: end }

  switch (beforeStop(text.slice(begin, dot), /\d/.test(next))) {
    case 'joins':
      return GOES_ON
    case 'ends':
      return { kind: 'ends', at: end }
    case 'next-word-tells': {
      if (!/\p{Lu}/u.test(next)) return /\d/.test(next) ? GOES_ON : { kind: 'ends', at: end }
      let wordEnd = i
      while (wordEnd < horizon && /\p{L}/u.test(text.charAt(wordEnd))) wordEnd++
      if (wordEnd === horizon && !isKnown) return UNKNOWN
      const isStarter = SENTENCE_STARTERS.has(text.slice(i, wordEnd).toLowerCase())
      return isStarter ? { kind: 'ends', at: end } : GOES_ON
    }
  }
}

/** What the words before a full stop say about it. */
function beforeStop(sentence: string, isDigitNext: boolean): 'ends' | 'joins' | 'next-word-tells' {
  if (/^[*_]*\d{1,2}$/.test(sentence)) return 'joins' // "1. Margherita": a list's number
  const word = /(?:^|[\s("'“‘[*_])((?:\p{L}\.)*\p{L}+)$/u.exec(sentence)?.[1]?.toLowerCase()
  if (word === undefined) return 'ends'
  if (JOINED.has(word)) return 'joins'
  if (word === 'no') return isDigitNext ? 'joins' : 'ends'
  if (word.length === 1 || word.includes('.') || ABBREVIATIONS.has(word)) return 'next-word-tells'
  if (UNITS.has(word) && /\d[\s-]?\p{L}+$/u.test(sentence)) return 'next-word-tells'
  return 'ends'
}

/** Cuts an overlong sentence behind its last comma (or the like), else at its last space, else hard. */
function clauseCut(text: string, begin: number, limit: number): number {
  let space = -1
  for (let i = limit - 1; i > begin; i--) {
    if (!isSpace(text.charAt(i))) continue
    if (space < 0) space = i
    if (i - begin < MIN_CLAUSE_LENGTH) break
    if (',;:—–)'.includes(text.charAt(i - 1))) return i
  }
  if (space > 0) return space
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1))
  return splitsPair ? limit - 1 : limit
}

function isSpace(c: string): boolean {
  return /\s/.test(c)
}
