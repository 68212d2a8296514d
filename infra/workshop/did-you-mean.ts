// SPDX-License-Identifier: Apache-2.0

/** Edits that turn one word into another: insertions, deletions, replacements (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** The known word that was probably meant, or nothing. At most a third of the word, and never all of it, may be wrong. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)
  if (nearest === undefined) return undefined
  const allowed = Math.max(1, Math.floor(Math.max(word.length, nearest.candidate.length) / 3))
  return nearest.edits <= allowed && nearest.edits < word.length ? nearest.candidate : undefined
}
