// SPDX-License-Identifier: Apache-2.0

import type { Agent } from '../../app/agent/index.ts'
import type { Order } from '../../app/core/menu/index.ts'
import type { NaturalConversation } from './natural-conversations.ts'

/** What became of a conversation. */
export interface ConversationOutcome {
  readonly conversation: NaturalConversation
  readonly transcript: readonly string[]
  /** Replies that say that the customer was not understood, though the talk was ordinary. */
  readonly notUnderstood: readonly string[]
  /** Replies that are not what they had to be. */
  readonly wrongReplies: readonly string[]
  readonly expected: string
  readonly got: string
}

const NOT_UNDERSTOOD = /did not understand|cannot find that|only know about pizza/

/** Types a conversation into the agent, and looks at every reply and at the order it came to. */
export async function runConversation(agent: Agent, conversation: NaturalConversation): Promise<ConversationOutcome> {
  const sessionId = `natural ${conversation.name}`
  const transcript: string[] = []
  const notUnderstood: string[] = []
  const wrongReplies: string[] = []
  for (const [index, turn] of conversation.turns.entries()) {
    const [text, wanted] = typeof turn === 'string' ? [turn, null] : turn
    transcript.push(`> ${text}`)
    let reply = ''
    for await (const event of agent.turn({ sessionId, turnId: `${index}`, text }, AbortSignal.timeout(60_000))) {
      if (event.kind === 'delta') reply += event.text
      if (event.kind === 'step' && event.step.kind === 'tool_call')
        transcript.push(`    ${event.step.tool} ${JSON.stringify(event.step.args)}`)
      if (event.kind === 'failed') reply += `FAILED: ${event.error.message}`
    }
    transcript.push(`< ${reply}`)
    if (NOT_UNDERSTOOD.test(reply) && !wanted?.test(reply)) notUnderstood.push(text)
    if (wanted && !wanted.test(reply)) wrongReplies.push(`${text}: not ${wanted}`)
  }
  const { lines, to, placed } = conversation
  const expected = [...[...lines].sort(), `to: ${to}`, placed ? 'placed' : 'open'].join('\n')
  return {
    conversation,
    transcript,
    notUnderstood,
    wrongReplies,
    expected,
    got: orderText((await agent.open(sessionId)).order),
  }
}

function orderText(order: Order | null): string {
  const lines = (order?.items ?? []).map(({ quantity, size, pizza, toppings }) =>
    [`${quantity} ${size} ${pizza}`, ...[...toppings].sort()].join(', '),
  )
  const delivery = order?.delivery ?? null
  const to = delivery?.kind === 'delivery' ? (delivery.address ?? 'delivery') : (delivery?.kind ?? null)
  return [...lines.sort(), `to: ${to}`, order?.status === 'confirmed' ? 'placed' : 'open'].join('\n')
}

/** True when the order is right and no reply was amiss. */
export function wentWell({ expected, got, notUnderstood, wrongReplies }: ConversationOutcome): boolean {
  return expected === got && notUnderstood.length === 0 && wrongReplies.length === 0
}

/** A conversation that went wrong, for a person to read. */
export function explainConversation(outcome: ConversationOutcome): string {
  const { conversation, transcript, notUnderstood, wrongReplies, expected, got } = outcome
  return [
    `"${conversation.name}"`,
    ...transcript,
    ...notUnderstood.map((text) => `not understood: ${text}`),
    ...wrongReplies.map((text) => `wrong reply: ${text}`),
    ...(expected === got ? [] : [`expected:\n${expected}`, `got:\n${got}`]),
  ].join('\n')
}
