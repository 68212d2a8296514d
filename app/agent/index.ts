// SPDX-License-Identifier: Apache-2.0
export type * from './agent.ts'
export { AgentError } from './failure.ts'
export { type StartAgentOptions, startAgent } from './start-agent.ts'
