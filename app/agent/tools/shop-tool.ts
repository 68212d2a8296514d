// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import type { OrderDesk } from '../order-desk.ts'
import { parseArguments } from './arguments.ts'

/** What a tool says to the model: words that may also be read out, and whether it did what was asked. */
export interface ToolResult {
  readonly ok: boolean
  readonly text: string
  /** The pizza the conversation is now about. */
  readonly pizzaType?: string
}

/** Something a specialist can do. */
export interface ShopTool {
  readonly name: string
  /** As the OpenAI wire describes it. */
  readonly definition: ToolDefinition
  /** Never throws for bad arguments: they are a result that says what is wrong. Throws `AgentError` when the store fails. */
  run(rawArguments: unknown, desk: OrderDesk): Promise<ToolResult>
}

export interface ToolDefinition {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description: string
    readonly parameters: Record<string, unknown>
  }
}

/** A tool from a zod schema: the schema is both what the model is told and what its arguments are held to. */
export function shopTool<S extends z.ZodObject>(tool: {
  readonly name: string
  readonly description: string
  readonly parameters: S
  run(args: z.infer<S>, desk: OrderDesk): Promise<ToolResult> | ToolResult
}): ShopTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(tool.parameters, { io: 'input' })
  return {
    name: tool.name,
    definition: { type: 'function', function: { name: tool.name, description: tool.description, parameters } },
    async run(rawArguments, desk) {
      const parsed = tool.parameters.safeParse(parseArguments(rawArguments))
      if (parsed.success) return tool.run(parsed.data, desk)
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`)
      return { ok: false, text: `${tool.name} cannot work with these arguments. ${wrong.join('; ')}` }
    },
  }
}
