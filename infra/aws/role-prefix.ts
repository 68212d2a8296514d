// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import type { Workshop } from '#workshop'

/**
 * What the names of a workshop's IAM roles begin with, at most 4 characters, so that no operator's role is cut at 64: a
 * short name of a workshop itself, else its first letter and three characters of its SHA-256, so that two workshops of
 * one account hardly ever meet.
 */
export function rolePrefixOf({ name, aws }: Workshop): string {
  if (aws.rolePrefix !== undefined) return aws.rolePrefix
  if (/^[a-z][a-z0-9]{0,3}$/.test(name)) return name
  const hash = BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 12)}`).toString(36)
  return `${name.slice(0, 1)}${hash.slice(-3)}`
}
