// SPDX-License-Identifier: Apache-2.0

/** Heard words as one would write them: the first and `I` with a capital. No punctuation: nobody heard any. */
export function written(words: readonly string[]): string {
  const text = words.join(' ').replace(/\bi\b/g, 'I')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
