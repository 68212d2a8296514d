// SPDX-License-Identifier: Apache-2.0

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** A whole number from 0 to 999 as English words: `one hundred twenty three`. */
export function numberWords(value: number): string {
  if (value < 20) return UNITS[value] ?? String(value)
  if (value < 100) return [TENS[Math.floor(value / 10)], value % 10 ? UNITS[value % 10] : ''].filter(Boolean).join(' ')
  if (value > 999) return String(value)
  const rest = value % 100
  return [`${UNITS[Math.floor(value / 100)]} hundred`, rest ? numberWords(rest) : ''].filter(Boolean).join(' ')
}

/** The number a whole phrase says: `2`, `two`, `a couple`, `half a dozen`, `one hundred and five`; undefined if none. */
export function parseQuantity(words: string): number | undefined {
  const plain = words.toLowerCase().replace(/-/g, ' ').trim()
  if (/^\d{1,4}$/.test(plain)) return Number(plain)
  const fixed: Readonly<Record<string, number>> = {
    a: 1,
    an: 1,
    single: 1,
    'a single': 1,
    couple: 2,
    'a couple': 2,
    'a couple of': 2,
    dozen: 12,
    'a dozen': 12,
    'half a dozen': 6,
    'half dozen': 6,
  }
  return fixed[plain] ?? readNumber(plain.split(/\s+/))?.value
}

/**
 * Reads number words from the start of `words`: `two`, `twenty one`, `one hundred and five`, and house numbers as they
 * are said, `one twenty three` (123), `one oh five` (105). Returns how many words it took.
 */
export function readNumber(words: readonly string[]): { readonly value: number; readonly length: number } | undefined {
  const first = words[0] ?? ''
  if (/^\d{1,4}$/.test(first)) return { value: Number(first), length: 1 }
  const head = belowHundred(words, 0)
  if (!head) return undefined
  let { value, length } = head
  if (words[length] === 'hundred' && value < 10) {
    value *= 100
    length += 1
    const and = words[length] === 'and' ? 1 : 0
    const rest = belowHundred(words, length + and)
    if (rest) return { value: value + rest.value, length: length + and + rest.length }
    return { value, length }
  }
  if (length === 1 && value >= 1 && value < 10) {
    const tail = words[length] === 'oh' ? belowHundred(words, length + 1) : belowHundred(words, length)
    if (words[length] === 'oh' && tail && tail.value < 10)
      return { value: value * 100 + tail.value, length: length + 2 }
    if (tail && tail.value >= 10) return { value: value * 100 + tail.value, length: length + tail.length }
  }
  return { value, length }
}

function belowHundred(words: readonly string[], at: number): { value: number; length: number } | undefined {
  const word = words[at] ?? ''
  const unit = UNITS.indexOf(word)
  if (unit !== -1) return { value: unit, length: 1 }
  const ten = TENS.indexOf(word)
  if (word === '' || ten === -1) return undefined
  const next = UNITS.indexOf(words[at + 1] ?? '')
  return next >= 1 && next <= 9 ? { value: ten * 10 + next, length: 2 } : { value: ten * 10, length: 1 }
}
