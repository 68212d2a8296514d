// SPDX-License-Identifier: Apache-2.0

/**
 * What a voice should say of a piece of written reply: markdown marks, bullets, link targets and emoji are removed,
 * white space is single. Empty when no letter or digit is left.
 */
export function speakable(text: string): string {
  const plain = text
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/^\s*(?:#{1,6}|[-+>•]|\*(?=\s))\s*/, '')
    .replace(/[*`|~]+|\p{Extended_Pictographic}(?:\uFE0F|\u200D|\p{Emoji_Modifier})*/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?…](?:\s|$))/g, '')
    .trim()
  return /[\p{L}\p{N}]/u.test(plain) ? plain : ''
}
