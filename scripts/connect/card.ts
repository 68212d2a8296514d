// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { ENV, type EnvKey } from '../../app/core/contract/index.ts'
import { EXIT, KitError } from '../exit.ts'

const oneLine = z.string().regex(/^[\x20-\x7e]+$/, 'one line of plain text')
const isSetting = (key: string): key is EnvKey => key in ENV

/** What a laptop needs to talk to the models of a workshop. */
const Card = z.strictObject({
  workshop: oneLine,
  user: oneLine,
  /** Settings of the app, keys among them. */
  settings: z.partialRecord(z.string().refine(isSetting, 'a setting of the app'), oneLine),
})
export type Card = z.output<typeof Card>

/** What a card begins with: the kit's name and the version of what follows. */
const PREFIX = 'voice-card-1.'

/** A card as one line of text. */
export function writeCard(card: Card): string {
  return PREFIX + Buffer.from(JSON.stringify(card)).toString('base64url')
}

/** The card in a text. Throws {@link KitError}. */
export function readCard(text: string, from: string): Card {
  const line = text.trim()
  const next = 'Copy the whole line that begins with voice-card-, or ask your instructor for the file again.'
  if (!line.startsWith(PREFIX)) {
    const why = /^voice-card-\d+\./.test(line) ? 'is of another version of the kit' : 'is no access card'
    throw new KitError(EXIT.usage, `${from} ${why}. ${next}`)
  }
  try {
    return Card.parse(JSON.parse(Buffer.from(line.slice(PREFIX.length), 'base64url').toString()))
  } catch {
    throw new KitError(EXIT.usage, `${from} is not a whole access card. ${next}`)
  }
}
