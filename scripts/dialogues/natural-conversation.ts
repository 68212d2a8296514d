// SPDX-License-Identifier: Apache-2.0

/**
 * Conversations as people have them, written down whole before any rule was written for them: with what they must come
 * to, and here and there with what the shop must have said.
 */
export interface NaturalConversation {
  readonly name: string
  /** What the customer says; with it, if it matters, what the reply must or must not look like. */
  readonly turns: readonly (string | readonly [says: string, reply: RegExp])[]
  /** The lines of the order at the end: `2 large Pepperoni`, `1 small Hawaiian, extra cheese, no ham`. */
  readonly lines: readonly string[]
  /** `pickup`, an address, or null when it was never chosen. */
  readonly to: string | null
  readonly placed: boolean
}
