// SPDX-License-Identifier: Apache-2.0

import type { Agent } from '../../app/agent/index.ts'
import { MENU, numberWords, type Order, parseTopping } from '../../app/core/menu/index.ts'
import type { Dialogue } from './dialogue.ts'

/** What came of a dialogue. */
export interface Outcome {
  readonly dialogue: Dialogue
  readonly right: boolean
  readonly got: string
  readonly transcript: readonly string[]
}

/** What the shop makes of what the customer says. */
export interface Reading {
  readonly text: string
  readonly alternatives?: readonly string[]
}

/** One conversation with the agent, as it goes. */
export interface Talk {
  /** Says something and hears the whole reply. */
  say(said: string, move: string): Promise<string>
  readonly transcript: readonly string[]
  /** The order that the store has kept, in the reference's words. */
  order(): Promise<string>
}

/** Begins a conversation of its own. As typed, unless `hear` says what else arrives of what is said. */
export function beginTalk(
  agent: Agent,
  sessionId: string,
  hear: (said: string) => Promise<Reading> = async (text) => ({ text }),
): Talk {
  const transcript: string[] = []
  let turns = 0
  const say = async (said: string, move: string): Promise<string> => {
    const heard = await hear(said)
    transcript.push(`> ${said}   (${move})`)
    if (heard.text !== said) transcript.push(`  heard: ${[heard.text, ...(heard.alternatives ?? [])].join(' | ')}`)
    let reply = ''
    const turn = { sessionId, turnId: `${turns++}`, ...heard }
    for await (const event of agent.turn(turn, new AbortController().signal)) {
      if (event.kind === 'delta') reply += event.text
      if (event.kind === 'step' && event.step.kind === 'tool_call')
        transcript.push(`    ${event.step.tool} ${JSON.stringify(event.step.args)}`)
      if (event.kind === 'failed') reply += `FAILED: ${event.error.message}`
    }
    transcript.push(`< ${reply}`)
    return reply
  }
  return { say, transcript, order: async () => orderText((await agent.open(sessionId)).order) }
}

/** Says a dialogue to the agent, whatever it answers, and looks at the order it has kept. */
export async function runDialogue(
  agent: Agent,
  dialogue: Dialogue,
  hear?: (said: string) => Promise<Reading>,
): Promise<Outcome> {
  const talk = beginTalk(agent, `dialogue-${dialogue.seed}`, hear)
  for (const [index, said] of dialogue.utterances.entries()) {
    const reply = await talk.say(said, dialogue.moves[index] ?? '')
    const meant = askedBack(reply, said)
    if (meant !== null) await talk.say(meant, 'the number again')
  }
  const got = await talk.order()
  return { dialogue, right: got === dialogue.expected, got, transcript: talk.transcript }
}

/** What a customer answers to "did you say two or ten?" */
export function askedBack(reply: string, said: string): string | null {
  if (!/did you say/i.test(reply)) return null
  const words = said.toLowerCase().replace(/\d+/g, (digits) => numberWords(Number(digits)))
  const numbers = words.split(/[^a-z]+/).filter((word) => NUMBERS.has(word))
  return numbers.find((word) => reply.includes(word)) ?? numbers[0] ?? 'no'
}

const NUMBERS = new Set(Array.from({ length: MENU.maxQuantity }, (_, index) => numberWords(index + 1)))

function orderText(order: Order | null): string {
  if (!order) return 'no order'
  const lines = order.items.map(({ quantity, size, pizza, toppings }) => {
    const changes = toppings.flatMap((words) => {
      const change = parseTopping(words)
      if (!change) return [words]
      return [
        change.kind === 'with'
          ? change.topping.name
          : `${change.kind === 'extra' ? 'extra' : 'no'} ${change.topping.name}`,
      ]
    })
    return `${quantity} ${size} ${pizza} [${changes.sort().join(', ')}]`
  })
  const { delivery } = order
  const to = delivery?.kind === 'delivery' ? (delivery.address ?? 'address missing') : (delivery?.kind ?? 'not chosen')
  return [
    ...lines.sort(),
    `to: ${to}`,
    `total: ${order.totalCents}`,
    order.status === 'confirmed' ? 'placed' : 'open',
  ].join('\n')
}

/** A wrong dialogue, for a person to read. */
export function explain({ dialogue, got, transcript }: Outcome): string {
  return [`seed ${dialogue.seed}`, ...transcript, `expected:\n${dialogue.expected}`, `got:\n${got}`].join('\n')
}
