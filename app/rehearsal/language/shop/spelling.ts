// SPDX-License-Identifier: Apache-2.0

/** Shorter words are left alone: too many others lie one letter away. */
const SHORTEST = 5
/** From this length on two letters may be wrong. */
const LONG = 8

/** Words that begin alike so far mean the same on this menu: tomato and tomatoes, margarita and margherita. */
const STEM = 4

/** English words one letter away from a word of the menu. */
const ENGLISH = new Set(
  'basic basis smell shall stall kinds sizes extras greek driven levers lager baron driver drivers block blank greet lower loves marked marker fleshy fresher personally'.split(
    ' ',
  ),
)

/**
 * The known word that a mistyped one is meant to be: the same first letter, and one letter missing, doubled, wrong or
 * swapped with its neighbour; two in a long word. Undefined when none or several fit equally well.
 */
export function respelled(word: string, known: ReadonlySet<string>): string | undefined {
  if (word.length < SHORTEST || known.has(word) || ENGLISH.has(word) || /\d/.test(word)) return undefined
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const allowed = allowedErrors(Math.min(candidate.length, word.length))
    if (candidate[0] !== word[0] || Math.abs(candidate.length - word.length) > allowed) continue
    const distance = editDistance(word, candidate)
    if (distance > allowed || distance > bestDistance) continue
    if (distance < bestDistance) best = candidate
    else if (best?.slice(0, STEM) !== candidate.slice(0, STEM)) best = undefined
    bestDistance = distance
  }
  return best
}

function allowedErrors(length: number): number {
  if (length >= LONG) return 2
  return length >= SHORTEST ? 1 : 0
}

/** Letters to insert, drop, change or swap with the next (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const at = (up: number, left: number) => (up === 0 ? row : rows[i - up])?.[j - left] ?? Number.POSITIVE_INFINITY
      const change = at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(2, 2) + 1 : change
      row.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, change, swap))
    }
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? 0
}
