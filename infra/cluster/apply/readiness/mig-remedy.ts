// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { LiveObject } from '../live-object.ts'

/** What the kit remembers on a node whose layout is pending. */
export const REMEDY_ANNOTATION = 'workshop.kit/mig-remedy'

const Note = z.strictObject({
  /** When it was first seen pending, or when the last remedy ended. */
  since: z.iso.datetime(),
  /** The layout to go back to, while the label stands on another. */
  flipped: z.string().optional(),
  /** Remedies so far. */
  times: z.int().min(0),
})
export type RemedyNote = z.output<typeof Note>

/** What is remembered on a node; null when nothing is, or nothing that can be read. */
export function remedyOf(node: LiveObject): RemedyNote | null {
  try {
    return Note.parse(JSON.parse(node.metadata.annotations[REMEDY_ANNOTATION] ?? 'null'))
  } catch {
    return null
  }
}
