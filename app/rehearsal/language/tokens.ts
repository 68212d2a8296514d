// SPDX-License-Identifier: Apache-2.0

/** Cuts text into the pieces it is streamed in: a word with the space before it, or a punctuation mark. */
export function toTokens(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}$'’]+|\s*[^\p{L}\p{N}\s]|\s+/gu) ?? []
}

/** How many tokens a text counts as. */
export function countTokens(text: string): number {
  return toTokens(text).length
}
