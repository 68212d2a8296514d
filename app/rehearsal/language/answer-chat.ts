// SPDX-License-Identifier: Apache-2.0

import type { ChatAnswer, ChatRequest } from './chat-request.ts'
import { answerInSchema } from './schema-answer.ts'
import { answerAsShop } from './shop/answer.ts'

/** Decides what is answered: by tool choice and response format first, else as the shop. */
export function answerChat(request: ChatRequest): ChatAnswer {
  const { tool_choice, response_format, tools } = request
  if (typeof tool_choice === 'object' && tool_choice !== null) {
    const { name } = tool_choice.function
    const parameters = tools?.find((tool) => tool.function.name === name)?.function.parameters
    return { kind: 'calls', calls: [{ name, args: Object(answerInSchema(parameters, lastWords(request))) }] }
  }
  if (response_format?.type === 'json_schema') {
    return {
      kind: 'text',
      text: JSON.stringify(answerInSchema(response_format.json_schema.schema, lastWords(request))),
    }
  }
  if (response_format?.type === 'json_object')
    return { kind: 'text', text: JSON.stringify(answerInSchema(null, lastWords(request))) }
  const answer = answerAsShop(request)
  const [first] = tools ?? []
  if (tool_choice === 'required' && answer.kind === 'text' && first) {
    return {
      kind: 'calls',
      calls: [
        { name: first.function.name, args: Object(answerInSchema(first.function.parameters, lastWords(request))) },
      ],
    }
  }
  return answer
}

function lastWords({ messages }: ChatRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? ''
}
