// SPDX-License-Identifier: Apache-2.0

import type { ChatAnswer, ChatRequest } from '../chat-request.ts'
import { type Agent, makePlan, type Plan, type PlannedCall } from './plan.ts'
import { composeReply } from './reply.ts'
import { readSituation, type Situation } from './situation.ts'

/**
 * The shop's answer to a request. Which role is being asked is told by the tools alone: whoever is offered only transfers
 * routes; whoever is offered tools of the shop works with them, and hands on what needs a tool it does not have.
 */
export function answerAsShop({ messages, tools, tool_choice }: ChatRequest): ChatAnswer {
  const offered = tool_choice === 'none' ? [] : (tools ?? []).map((tool) => tool.function.name)
  const situation = readSituation(messages)
  const plan = makePlan(situation)
  const working = offered.some((name) => !name.startsWith('transfer_to_'))
  if (!working && offered.length > 0) {
    const to = routeOf(plan)
    const transfer = to && `transfer_to_${to}`
    if (transfer && offered.includes(transfer)) return { kind: 'calls', calls: [{ name: transfer, args: {} }] }
    return { kind: 'text', text: composeReply(plan, situation) }
  }
  const open = undone(plan, situation)
  const mine = open.filter(({ name }) => offered.includes(name))
  const [next] = open.filter(({ name, agent }) => !offered.includes(name) && offered.includes(`transfer_to_${agent}`))
  const calls = [
    ...mine.map(({ name, args }) => ({ name, args })),
    ...(next ? [{ name: `transfer_to_${next.agent}`, args: {} }] : []),
  ]
  if (calls.length > 0) return { kind: 'calls', calls }
  return { kind: 'text', text: composeReply(plan, situation) }
}

/** Who serves the customer next; null when no specialist is needed. */
export function routeOf(plan: Plan): Agent | null {
  const [first] = plan.calls
  if (first) return first.agent
  if (plan.pointsBack && plan.ask.kind === 'anything else') return 'pizza_agent'
  switch (plan.ask.kind) {
    case 'size':
    case 'pizza':
    case 'leave out':
    case 'which number':
    case 'which line':
      return plan.notes.some((note) => note !== 'dropped' && note !== 'no such item') ? null : 'pizza_agent'
    case 'pickup or delivery':
    case 'address':
      return plan.notes.length > 0 ? null : 'delivery_agent'
    case 'place the order':
      return plan.notes.length > 0 ? null : 'order_agent'
    default:
      return plan.notes.some((note) =>
        ['go on', 'what to change', 'no such item', 'nothing ordered', 'dropped', 'pointed'].includes(note),
      )
        ? 'pizza_agent'
        : null
  }
}

function undone(plan: Plan, { done }: Situation): PlannedCall[] {
  const left = done.map(({ name, args }) => keyOf(name, args))
  return plan.calls.filter(({ name, args }) => {
    const at = left.indexOf(keyOf(name, args))
    if (at === -1) return true
    left.splice(at, 1)
    return false
  })
}

function keyOf(name: string, args: unknown): string {
  return `${name} ${JSON.stringify(args)}`
}
