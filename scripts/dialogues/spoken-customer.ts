// SPDX-License-Identifier: Apache-2.0

import type { Dialogue } from './dialogue.ts'
import { parseWanted, readBackIn } from './read-back.ts'
import { nextRepair } from './repairs.ts'
import { askedBack, type Talk } from './run-dialogue.ts'

/** What a customer who listens had to do beyond the dialogue. */
export interface Patience {
  /** Said again because the shop had not understood. */
  readonly repeated: number
  /** Said because the shop had understood something else. */
  readonly repairs: number
}

/** After so many sentences to put an order right, people hang up; so does this one, and the dialogue has failed. */
const MOST_REPAIRS = 10
/** With listening, finishing and agreeing. */
const MOST_SENTENCES = 30
const MOST_REPEATS = 2

const NOT_UNDERSTOOD = /did not (understand|hear|catch)|cannot find that/

/**
 * Speaks a dialogue as a person on the telephone does: says again what the shop says it did not understand, answers when
 * it asks which number was meant, listens when it reads the order out, puts right what is not as wanted, and agrees only
 * when it is. All it knows of the order is what the shop says of it.
 */
export async function converse(talk: Talk, dialogue: Dialogue): Promise<Patience> {
  let repeated = 0
  let repairs = 0
  const tell = async (words: string, move: string): Promise<string> => {
    let reply = await talk.say(words, move)
    for (let again = 0; again < MOST_REPEATS && NOT_UNDERSTOOD.test(reply); again++) {
      repeated++
      reply = await talk.say(words, 'again')
    }
    const meant = askedBack(reply, words)
    return meant === null ? reply : talk.say(meant, 'the number again')
  }

  const tried = new Map<string, number>()
  /** Whoever was not understood puts it in another way. */
  const inOtherWords = (ways: readonly string[]): string => {
    const [plainest = ''] = ways
    const times = tried.get(plainest) ?? 0
    tried.set(plainest, times + 1)
    return ways[times % ways.length] ?? ''
  }

  const wanted = parseWanted(dialogue.expected)
  const consent = dialogue.utterances.length - 1
  let reply = ''
  for (const [index, said] of dialogue.utterances.slice(0, consent).entries())
    reply = await tell(said, dialogue.moves[index] ?? '')

  let to: string | null = null
  for (let more = 0; more < MOST_SENTENCES && repairs < MOST_REPAIRS && !/order is placed/.test(reply); more++) {
    const heard = readBackIn(reply)
    to = heard?.to ?? to
    const repair = heard && nextRepair({ lines: heard.lines, to }, wanted)
    if (!heard || (to === null && !/The total is|nothing in your order/.test(reply)))
      reply = await tell(inOtherWords(LISTENING), 'listens')
    else if (repair) {
      repairs++
      reply = await tell(inOtherWords(repair), 'puts right')
    } else if (/leave out .* then\?/.test(reply)) reply = await tell('yes', 'agrees')
    else if (/Which pizza would you like for/.test(reply)) reply = await tell(inOtherWords(NO_MORE), 'declines')
    else if (/Shall I place/.test(reply))
      reply = await tell(inOtherWords([dialogue.utterances[consent] ?? 'yes', ...AGREEING]), 'agrees')
    else reply = await tell(inOtherWords(DONE), 'done')
  }
  return { repeated, repairs }
}

const LISTENING = ['what have I ordered so far', "what's in my order", 'can you read that back to me']
const DONE = ["that's all", "that's everything", 'nothing else']
const NO_MORE = ['never mind', 'no', 'forget it']
const AGREEING = ['yes please', "yes that's right", 'place the order']
