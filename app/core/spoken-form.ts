// SPDX-License-Identifier: Apache-2.0

import { numberWords } from './menu/numbers.ts'

/**
 * A text as it sounds: prices, times, percentages and numbers as English words, abbreviations letter by letter. It is
 * for measuring how long speech will be, not for reading out: a voice model has its own way to read `$12.99`, and all of
 * them take about as long as `twelve dollars and ninety nine cents`.
 */
export function spokenForm(text: string): string {
  return text
    .replace(/\$\s?(\d[\d,]*)(?:\.(\d{2}))?(?!\d)/g, (_, dollars: string, cents?: string) => price(dollars, cents))
    .replace(/\b(\d{1,2}):(\d{2})\b/g, (_, hours: string, minutes: string) => time(hours, minutes))
    .replace(/(\d)\s?%/g, '$1 percent')
    .replace(/\b(\d+)(?:st|nd|rd|th)\b/g, '$1')
    .replace(/\b\d{1,3}(?:,\d{3})+\b/g, (grouped) => grouped.replaceAll(',', ''))
    .replace(/(\d+)\.(\d+)/g, (_, whole: string, digits: string) => `${cardinal(whole)} point ${oneByOne(digits)}`)
    .replace(/\d+/g, cardinal)
    .replace(/\b[B-DF-HJ-NP-TV-XZ]{2,5}\b/g, (letters) => [...letters].join(' '))
    .replace(/\s*&\s*/g, ' and ')
    .replace(/\s+/g, ' ')
    .trim()
}

function price(dollarDigits: string, centDigits: string | undefined): string {
  const dollars = Number(dollarDigits.replaceAll(',', ''))
  const cents = Number(centDigits ?? '0')
  const centWords = `${cardinal(String(cents))} ${cents === 1 ? 'cent' : 'cents'}`
  if (dollars === 0 && cents > 0) return centWords
  const dollarWords = `${cardinal(String(dollars))} ${dollars === 1 ? 'dollar' : 'dollars'}`
  return cents === 0 ? dollarWords : `${dollarWords} and ${centWords}`
}

function time(hours: string, minutes: string): string {
  if (minutes === '00') return `${cardinal(hours)} o'clock`
  return `${cardinal(hours)} ${minutes.startsWith('0') ? 'oh ' : ''}${cardinal(minutes)}`
}

/** Whole numbers up to 999,999 as words; longer ones, and such with leading zeros, are read digit by digit. */
function cardinal(digits: string): string {
  if (digits.length > 6 || (digits.length > 1 && digits.startsWith('0') && Number(digits) > 59)) return oneByOne(digits)
  const value = Number(digits)
  if (value < 1_000) return numberWords(value)
  const rest = value % 1_000
  return `${numberWords(Math.floor(value / 1_000))} thousand${rest === 0 ? '' : ` ${numberWords(rest)}`}`
}

function oneByOne(digits: string): string {
  return [...digits].map((digit) => numberWords(Number(digit))).join(' ')
}
