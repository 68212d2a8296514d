// SPDX-License-Identifier: Apache-2.0

import type { AgentFailure } from './agent.ts'

/** What can go wrong while the agent works on a turn. The message says what to do and carries nothing a person said. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly code: AgentFailure['code']
  readonly retryable: boolean

  constructor(code: AgentFailure['code'], message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable
  }
}

/** Anything thrown, as the failure a turn ends with. An unknown error's own message is not passed on. */
export function asFailure(error: unknown): AgentFailure {
  const known = findAgentError(error)
  if (known) return { code: known.code, message: known.message, retryable: known.retryable }
  const kind = error instanceof Error ? error.name : typeof error
  return {
    code: 'agent_failed',
    message: `The agent stumbled over an unexpected ${kind}. Say it again; if it stays so, look at the server's log.`,
    retryable: true,
  }
}

function findAgentError(error: unknown): AgentError | undefined {
  if (error instanceof AgentError) return error
  return error instanceof Error && error.cause !== undefined ? findAgentError(error.cause) : undefined
}
