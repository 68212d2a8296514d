// SPDX-License-Identifier: Apache-2.0

const UNITS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const

/** A whole number from 1 to 99 in words. */
export function numberWords(value: number): string {
  if (value < 10) return UNITS[value - 1] ?? ''
  if (value < 20) return TEENS[value - 10] ?? ''
  const tens = TENS[Math.floor(value / 10) - 2] ?? ''
  return value % 10 === 0 ? tens : `${tens} ${UNITS[(value % 10) - 1]}`
}

const UNIT = `(${UNITS.join(' | ')})`
const TEEN = `(${TEENS.join(' | ')})`
const TEN = `(${TENS.join(' | ')})`

/** Rules for house numbers up to 999, as people say them: "forty two", "one oh five", "one hundred and five", "one fifty six". */
export const NUMBER_RULES = {
  unit: [UNIT],
  below_hundred: [UNIT, TEEN, `${TEN} [<unit>]`],
  house_number: ['/6/ <below_hundred>', '(a | one) hundred [[and] <below_hundred>]', 'one (oh <unit> | <two_digits>)'],
  two_digits: [TEEN, `${TEN} [<unit>]`],
} as const
