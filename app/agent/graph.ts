// SPDX-License-Identifier: Apache-2.0

import { AIMessage, type BaseMessage, SystemMessage, ToolMessage } from '@langchain/core/messages'
import { Command, END, interrupt, type LangGraphRunnableConfig, START, StateGraph } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { AgentEvent } from './agent.ts'
import { type Answer, readAnswer } from './answer.ts'
import { asksCustomer, authorOf, type CustomerReply, customerSaid, routingMessage } from './conversation.ts'
import { AgentError } from './failure.ts'
import { handoffTarget, SPECIALISTS, type Specialist, type Thinker } from './roles.ts'
import { ShopContext, ShopState, type ShopStateType } from './state.ts'
import { parseArguments } from './tools/arguments.ts'
import { findTool, OFFERED } from './tools/index.ts'
import type { TurnContext } from './turn-context.ts'

/** Most model calls a specialist makes before it must have answered: three rounds of tools and some room for mistakes. */
const MAX_CALLS = 6
/** Most handovers in one turn: each specialist once, and one way back. */
const MAX_HANDOVERS = 4

type NodeConfig = LangGraphRunnableConfig<typeof ShopContext.State>
type Update = Partial<ShopStateType>

// #region agent-graph
/**
 * The pizza shop. The supervisor answers itself or routes; a specialist works with its tools until it has said something,
 * or hands over; where it asked a question, the graph waits at `customer` until it is resumed with what was said.
 */
export function buildGraph(checkpointer: BaseCheckpointSaver) {
  return new StateGraph(ShopState, ShopContext)
    .addNode('supervisor', followed(supervise), { ends: [...SPECIALISTS, 'customer', END] })
    .addNode('pizza_agent', followed(specialist('pizza_agent')), { ends: [...SPECIALISTS, 'customer', END] })
    .addNode('order_agent', followed(specialist('order_agent')), { ends: [...SPECIALISTS, 'customer', END] })
    .addNode('delivery_agent', followed(specialist('delivery_agent')), { ends: [...SPECIALISTS, 'customer', END] })
    .addNode('customer', waitForCustomer, { ends: ['supervisor'] })
    .addEdge(START, 'supervisor')
    .compile({ checkpointer })
}
// #endregion agent-graph

export type ShopGraph = ReturnType<typeof buildGraph>

// #region agent-supervisor
async function supervise(state: ShopStateType, config: NodeConfig): Promise<Command> {
  const turn = turnOf(config)
  const routing = turn.calls.take('supervisor', state.messages)
  if (turn.headStart && state.floor) turn.calls.startAhead(state.floor, state.messages)
  const answer = await readAnswer(routing, {
    names: offeredNames('supervisor'),
    onText: (text) => say(config, 'supervisor', text),
    // The name alone decides: the rest of the routing call is not worth waiting for.
    onCall: (name) => (handoffTarget(name) ? 'stop' : 'go on'),
  })
  const called = answer.calls.map(({ name }) => handoffTarget(name)).find((to) => to !== undefined)
  const to = called ?? (answer.text.trim() === '' ? (state.floor ?? 'pizza_agent') : null)
  if (to) return handOver('supervisor', to, answer.text, config)
  turn.clock.routed()
  turn.calls.dropAhead()
  return spoken('supervisor', { messages: record(turn, [reply('supervisor', answer)]) }, answer.text)
}
// #endregion agent-supervisor

// #region agent-specialist
function specialist(role: Specialist) {
  return async (state: ShopStateType, config: NodeConfig): Promise<Command> => {
    const turn = turnOf(config)
    const made: BaseMessage[] = []
    let { pizzaType } = state
    let call = turn.calls.take(role, state.messages)
    for (let calls = 1; ; calls++) {
      const answer = await readAnswer(call, { names: offeredNames(role), onText: (text) => say(config, role, text) })
      const handoff = answer.calls.find(({ name }) => handoffTarget(name))
      const work = answer.calls.filter((made) => made !== handoff && !handoffTarget(made.name))
      if (answer.text.trim() !== '' || work.length > 0)
        made.push(...record(turn, [reply(role, { ...answer, calls: work })]))
      for (const wish of work) {
        const { message, mentioned } = await runTool(role, wish, config)
        made.push(...record(turn, [message]))
        pizzaType = mentioned ?? pizzaType
      }
      const to = handoff && handoffTarget(handoff.name)
      if (to) return handOver(role, to, '', config, { messages: made, pizzaType, floor: role })
      if (work.length === 0 && answer.text.trim() !== '') {
        if (calls === 1 && claimsWork(answer.text)) {
          made.push(...(await workClaimed(role, [...state.messages, ...made], config)))
        }
        return spoken(role, { messages: made, pizzaType, floor: role }, answer.text)
      }
      if (calls >= MAX_CALLS) throw nonsense(`made ${calls} calls without coming to an answer`)
      call = turn.calls.again(role, [...state.messages, ...made])
    }
  }
}
// #endregion agent-specialist

type Node = (state: ShopStateType, config: NodeConfig) => Promise<Command>

function followed(node: Node): Node {
  return (state, config) => {
    const work = node(state, config)
    turnOf(config).working.push(work)
    return work
  }
}

/** The graph rests here until the customer answers; memory between the two may be in another process. */
function waitForCustomer(state: ShopStateType): Command {
  const question = state.messages.findLast((message) => message instanceof AIMessage)
  const said: CustomerReply = interrupt({
    agent: question ? authorOf(question) : 'supervisor',
    prompt: question?.text ?? '',
    pizza_type: state.pizzaType,
  })
  return new Command({ update: { messages: [customerSaid(said)] }, goto: 'supervisor' })
}

/**
 * A model that says it has done something without having called a tool is asked once more, off the listener's path.
 * What it then calls is done; what it then says is not spoken, for the customer has had an answer.
 */
async function workClaimed(role: Specialist, messages: BaseMessage[], config: NodeConfig): Promise<BaseMessage[]> {
  const turn = turnOf(config)
  const call = turn.calls.again(role, [...messages, new SystemMessage(CLAIMED)])
  const answer = await readAnswer(call, { names: offeredNames(role), onText: () => {} })
  const work = answer.calls.filter(({ name }) => findTool(role, name))
  if (work.length === 0) return []
  const made: BaseMessage[] = record(turn, [reply(role, { text: '', calls: work })])
  for (const wish of work) made.push(...record(turn, [(await runTool(role, wish, config)).message]))
  return made
}

const CLAIMED =
  'You told the customer that something was done, but you called no tool, so nothing was. Call the tool that does it now. If nothing has to be done, answer with an empty message.'

/** Words that claim a change to the order. */
function claimsWork(text: string): boolean {
  const done = '(?:added|removed|changed|updated|placed|confirmed|cancell?ed|put)'
  return new RegExp(
    `\\b(?:I(?:'ve| have)?|we(?:'ve| have)?) (?:just )?${done}\\b|\\bha(?:s|ve) been ${done}\\b`,
    'i',
  ).test(text)
}

async function runTool(
  role: Specialist,
  wish: Answer['calls'][number],
  config: NodeConfig,
): Promise<{ message: ToolMessage; mentioned: string | undefined }> {
  const { desk, clock, signal } = turnOf(config)
  signal.throwIfAborted()
  const tool = findTool(role, wish.name)
  emit(config, {
    kind: 'step',
    step: { agent: role, kind: 'tool_call', tool: wish.name, args: shownArguments(wish.args) },
  })
  const before = desk.current
  const result = tool
    ? await clock.tool(() => tool.run(wish.args, desk))
    : { ok: false, text: `There is no tool "${wish.name}". There are: ${offeredNames(role).join(', ')}.` }
  emit(config, {
    kind: 'step',
    step: { agent: role, kind: 'tool_result', tool: wish.name, result: result.text, ok: result.ok },
  })
  if (desk.current && desk.current !== before) emit(config, { kind: 'order', order: desk.current })
  const message = new ToolMessage({
    content: result.text,
    tool_call_id: wish.id,
    name: wish.name,
    status: result.ok ? 'success' : 'error',
  })
  return { message, mentioned: 'pizzaType' in result ? result.pizzaType : undefined }
}

function handOver(from: Thinker, to: Specialist, text: string, config: NodeConfig, update: Update = {}): Command {
  const turn = turnOf(config)
  const trace = routingMessage(to)
  if (turn.record.filter((message) => message.text.startsWith('Routing to ')).length >= MAX_HANDOVERS) {
    throw nonsense('handed the customer back and forth')
  }
  turn.clock.routed()
  emit(config, { kind: 'step', step: { agent: from, kind: 'route', to } })
  const said = text.trim() === '' ? [] : [reply(from, { text, calls: [] })]
  const messages = [...(update.messages ?? []), ...record(turn, [...said, trace])]
  return new Command({ update: { ...update, messages }, goto: to })
}

function spoken(_: Thinker, update: Update, text: string): Command {
  return new Command({ update, goto: asksCustomer(text) ? 'customer' : END })
}

function reply(role: Thinker, { text, calls }: Answer): AIMessage {
  const tool_calls = calls.map(({ id, name, args }) => ({
    id,
    name,
    args: shownArguments(args),
    type: 'tool_call' as const,
  }))
  return new AIMessage({ name: role, content: text, tool_calls })
}

function shownArguments(args: unknown): Record<string, unknown> {
  const parsed = parseArguments(args)
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : { input: parsed }
}

function record<M extends BaseMessage>(turn: TurnContext, messages: M[]): M[] {
  turn.record.push(...messages)
  return messages
}

function say(config: NodeConfig, agent: Thinker, text: string): void {
  turnOf(config).clock.spoke()
  emit(config, { kind: 'delta', agent, text })
}

function emit(config: NodeConfig, event: AgentEvent): void {
  config.writer?.(event)
}

function offeredNames(role: Thinker): string[] {
  return OFFERED[role].map((tool) => tool.function.name)
}

function turnOf(config: NodeConfig): TurnContext {
  if (!config.context?.turn) throw new TypeError('The graph was run without a turn as its context.')
  return config.context.turn
}

function nonsense(what: string): AgentError {
  return new AgentError('llm_failed', `The language model ${what}. Say it again in other words.`, { retryable: true })
}
