// SPDX-License-Identifier: Apache-2.0

import type { Agent } from '../../app/agent/index.ts'
import { type Order, parseTopping } from '../../app/core/menu/index.ts'
import type { Dialogue } from './dialogue.ts'

/** What came of a dialogue. */
export interface Outcome {
  readonly dialogue: Dialogue
  readonly right: boolean
  readonly got: string
  readonly transcript: readonly string[]
}

/** Types a dialogue into the agent and looks at the order it has kept. */
export async function runDialogue(agent: Agent, dialogue: Dialogue): Promise<Outcome> {
  const sessionId = `dialogue-${dialogue.seed}`
  const transcript: string[] = []
  for (const [index, text] of dialogue.utterances.entries()) {
    transcript.push(`> ${text}   (${dialogue.moves[index]})`)
    let reply = ''
    for await (const event of agent.turn({ sessionId, turnId: `${index}`, text }, new AbortController().signal)) {
      if (event.kind === 'delta') reply += event.text
      if (event.kind === 'step' && event.step.kind === 'tool_call')
        transcript.push(`    ${event.step.tool} ${JSON.stringify(event.step.args)}`)
      if (event.kind === 'failed') reply += `FAILED: ${event.error.message}`
    }
    transcript.push(`< ${reply}`)
  }
  const got = orderText((await agent.open(sessionId)).order)
  return { dialogue, right: got === dialogue.expected, got, transcript }
}

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
