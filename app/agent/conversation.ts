// SPDX-License-Identifier: Apache-2.0

import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import type { Role, WireMessage } from '#core'
import type { Order } from '#core/menu'
import type { StoredTurn } from '#store'
import { systemPrompt } from './prompts.ts'
import { SPECIALISTS, type Specialist, type Thinker } from './roles.ts'

/** Longest conversation a model is shown, in messages: about twenty turns with their tool calls. */
const PROMPT_MESSAGES = 80

/** What the customer said in a turn: also what a waiting graph is resumed with. */
export interface CustomerReply {
  readonly turnId: string
  readonly text: string
  /** Another reading of the same utterance, when the recogniser was unsure of a number. */
  readonly alsoHeard: string | null
}

const ROUTING = /^Routing to (\w+)$/

/** The customer's words as the graph remembers them. */
export function customerSaid({ turnId, text, alsoHeard }: CustomerReply): HumanMessage {
  return new HumanMessage({
    id: turnId,
    content: text,
    ...(alsoHeard === null ? {} : { additional_kwargs: { also_heard: alsoHeard } }),
  })
}

/** The visible trace of a handoff. Never spoken, never shown to a model. */
export function routingMessage(to: Specialist): AIMessage {
  return new AIMessage({ name: 'supervisor', content: `Routing to ${to}` })
}

/** What a role is shown: its system prompt and the conversation, without routing; the supervisor sees no tool calls. */
export function promptFor(role: Thinker, messages: readonly BaseMessage[], order: Order | null): BaseMessage[] {
  const shown = recent(messages).flatMap((message): BaseMessage[] => {
    if (message instanceof HumanMessage) return [new HumanMessage(withOtherReading(message))]
    if (isRouting(message)) return []
    if (message instanceof SystemMessage) return [message]
    if (message instanceof ToolMessage) return role === 'supervisor' ? [] : [message]
    if (!(message instanceof AIMessage)) return []
    const calls = role === 'supervisor' ? [] : (message.tool_calls ?? [])
    return message.text === '' && calls.length === 0
      ? []
      : [new AIMessage({ content: message.text, tool_calls: calls })]
  })
  return [new SystemMessage(systemPrompt(role, order)), ...shown]
}

/** The whole conversation as the wire carries it: one entry per turn for what the shop said in it. */
export function toWireMessages(messages: readonly BaseMessage[]): WireMessage[] {
  return turnsOf(messages).flatMap(({ human, rest }) => {
    const said = spoken(rest)
    const routing = rest.filter(isRouting).map(({ text }) => ({ role: 'supervisor' as const, content: text }))
    return [
      ...(human ? [{ role: 'human' as const, content: human.text }] : []),
      ...routing,
      ...(said ? [{ role: said.agent, content: said.text }] : []),
    ]
  })
}

/** What the shop said in the turn that begins with the customer's message of this id. */
export function spokenIn(messages: readonly BaseMessage[], turnId: string): { agent: Thinker; text: string } | null {
  const turn = turnsOf(messages).find(({ human }) => human?.id === turnId)
  return turn ? spoken(turn.rest) : null
}

/**
 * The conversation with the turn's reply replaced by what was heard of it. Completed tool calls and routing stay, for
 * what they did stays done; calls without a result go. An empty `heardText` leaves no reply.
 */
export function withHeard(messages: readonly BaseMessage[], turnId: string, heardText: string): BaseMessage[] {
  return turnsOf(messages).flatMap(({ human, rest }) => {
    const all = human ? [human, ...rest] : rest
    if (human?.id !== turnId) return all
    const agent = spoken(rest)?.agent ?? lastActor(rest)
    const kept = rest.flatMap((message) => withoutText(message, rest))
    return [human, ...kept, ...(heardText === '' ? [] : [new AIMessage({ name: agent, content: heardText })])]
  })
}

/**
 * The conversation with the turns the store has and the graph's own memory does not: a process that died in the middle of
 * a turn has kept the customer's words, and the reply once it was written, but not its memory of them.
 */
export function withTurns(messages: readonly BaseMessage[], turns: readonly StoredTurn[]): readonly BaseMessage[] {
  const known = new Set(messages.flatMap((message) => (message instanceof HumanMessage ? [message.id] : [])))
  const later = turns.slice(turns.findLastIndex(({ turn_id }) => known.has(turn_id)) + 1)
  const missing = later.flatMap(({ turn_id, text, replies }) => [
    customerSaid({ turnId: turn_id, text, alsoHeard: null }),
    ...(replies ?? []).map(({ role, content }) => new AIMessage({ name: role, content })),
  ])
  return missing.length === 0 ? messages : [...messages, ...missing]
}

/** True for the trace of a handoff. */
export function isRouting(message: BaseMessage): boolean {
  return message instanceof AIMessage && message.name === 'supervisor' && ROUTING.test(message.text)
}

/** The role a message was written by, if it is one of ours. */
export function authorOf(message: BaseMessage): Thinker {
  return SPECIALISTS.find((role) => role === message.name) ?? 'supervisor'
}

/** A reply that ends in a question waits for the customer. */
export function asksCustomer(text: string): boolean {
  return /\?["')\]]*\s*$/.test(text)
}

/** The wire's role for what the shop says. */
export function wireReply(agent: Role, text: string): WireMessage[] {
  return text === '' ? [] : [{ role: agent, content: text }]
}

function withOtherReading(message: HumanMessage): string {
  const other = message.additional_kwargs.also_heard
  return typeof other === 'string' ? `${message.text}\n(also heard: "${other}")` : message.text
}

interface Turn {
  readonly human: HumanMessage | null
  readonly rest: readonly BaseMessage[]
}

function turnsOf(messages: readonly BaseMessage[]): Turn[] {
  const turns: { human: HumanMessage | null; rest: BaseMessage[] }[] = []
  for (const message of messages) {
    if (message instanceof HumanMessage) turns.push({ human: message, rest: [] })
    else {
      const last = turns.at(-1)
      if (last) last.rest.push(message)
      else turns.push({ human: null, rest: [message] })
    }
  }
  return turns
}

function spoken(rest: readonly BaseMessage[]): { agent: Thinker; text: string } | null {
  const said = rest.filter(
    (message) => message instanceof AIMessage && !isRouting(message) && message.text.trim() !== '',
  )
  const last = said.at(-1)
  return last ? { agent: authorOf(last), text: said.map(({ text }) => text.trim()).join(' ') } : null
}

function lastActor(rest: readonly BaseMessage[]): Thinker {
  const last = rest.findLast((message) => message instanceof AIMessage)
  if (!last) return 'supervisor'
  const routed = isRouting(last) ? ROUTING.exec(last.text)?.[1] : undefined
  return SPECIALISTS.find((role) => role === routed) ?? authorOf(last)
}

function withoutText(message: BaseMessage, rest: readonly BaseMessage[]): BaseMessage[] {
  if (!(message instanceof AIMessage) || isRouting(message)) return [message]
  const results = new Set(rest.flatMap((other) => (other instanceof ToolMessage ? [other.tool_call_id] : [])))
  const calls = (message.tool_calls ?? []).filter(({ id }) => id !== undefined && results.has(id))
  if (calls.length === 0) return []
  return [new AIMessage({ name: authorOf(message), content: '', tool_calls: calls })]
}

function recent(messages: readonly BaseMessage[]): readonly BaseMessage[] {
  if (messages.length <= PROMPT_MESSAGES) return messages
  const tail = messages.slice(-PROMPT_MESSAGES)
  const start = tail.findIndex((message) => message instanceof HumanMessage)
  return start === -1 ? tail : tail.slice(start)
}
