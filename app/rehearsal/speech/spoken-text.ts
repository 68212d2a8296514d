// SPDX-License-Identifier: Apache-2.0

/** How the menu's words are spelled for Flite, whose letter-to-sound rules know English only. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/\bmargherita(s?)\b/gi, 'margareeta$1'],
  [/\bjalape[nñ]o(s?)\b/gi, 'halapainyo$1'],
  [/\bbbq\b/gi, 'barbecue'],
  [/\bmozzarella\b/gi, 'motsarella'],
  [/(\d)\s*¢/g, '$1 cents'],
]

/** Marks Flite does not know, as ones it does. */
const MARKS: readonly (readonly [RegExp, string])[] = [
  [/[‘’ʼ]/g, "'"],
  [/[“”«»]/g, '"'],
  [/\s*[–—]\s*/g, ', '],
  [/…/g, '...'],
  [/&/g, ' and '],
  [/×/g, ' times '],
]

/** A text as Flite reads it best: ASCII, accents off, marks it knows, the menu's foreign words by sound. Prices it reads itself. */
export function spokenText(text: string): string {
  let spoken = text
  for (const [pattern, replacement] of [...SPOKEN, ...MARKS]) spoken = spoken.replace(pattern, replacement)
  return spoken
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
