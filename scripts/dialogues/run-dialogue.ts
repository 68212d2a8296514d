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

/** Says a dialogue to the agent and looks at the order it has kept. As typed, unless `hear` says what else arrives. */
export async function runDialogue(
  agent: Agent,
  dialogue: Dialogue,
  hear: (said: string) => Promise<Reading> = async (text) => ({ text }),
): Promise<Outcome> {
  const sessionId = `dialogue-${dialogue.seed}`
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
  for (const [index, said] of dialogue.utterances.entries()) {
    const reply = await say(said, dialogue.moves[index] ?? '')
    const meant = askedBack(reply, said)
    if (meant !== null) await say(meant, 'the number again')
  }
  const got = orderText((await agent.open(sessionId)).order)
  return { dialogue, right: got === dialogue.expected, got, transcript }
}

/** What a customer answers to "did you say two or ten?" */
function askedBack(reply: string, said: string): string | null {
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
