// SPDX-License-Identifier: Apache-2.0

import type { BaseMessage } from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import type { LanguageModelOptions } from './agent.ts'
import { ModelCall } from './model-call.ts'
import type { ToolDefinition } from './tools/index.ts'
import type { TurnClock } from './turn-clock.ts'

export interface ModelRequest {
  readonly messages: readonly BaseMessage[]
  readonly tools: readonly ToolDefinition[]
  readonly toolChoice?: 'required' | 'none'
}

/** The agent's language model: any OpenAI-compatible server. Clients are built once per set of options. */
export class LanguageModel {
  readonly #options: LanguageModelOptions
  readonly #client: ChatOpenAI

  readonly #fetch: typeof fetch | undefined

  /** @param viaFetch how requests are made; the platform's own when absent. */
  constructor(options: LanguageModelOptions, viaFetch?: typeof fetch) {
    this.#options = options
    this.#fetch = viaFetch
    this.#client = new ChatOpenAI({
      model: options.model,
      apiKey: options.apiKey || 'none',
      configuration: { baseURL: options.baseUrl, ...(viaFetch ? { fetch: viaFetch } : {}) },
      // A retry costs the customer the same wait again; the turn says what is wrong instead.
      maxRetries: 0,
      streaming: true,
      streamUsage: false,
      useResponsesApi: false,
      ...(options.extraBody ? { modelKwargs: { ...options.extraBody } } : {}),
    })
  }

  /** The same model asked with other options merged into every request. */
  with(options: Readonly<Record<string, unknown>>): LanguageModel {
    return new LanguageModel({ ...this.#options, extraBody: { ...this.#options.extraBody, ...options } }, this.#fetch)
  }

  /** Starts a call at once; its chunks wait until somebody reads them. */
  call(request: ModelRequest, signal: AbortSignal, clock: TurnClock): ModelCall {
    const { messages, tools, toolChoice } = request
    const client = this.#client
    return new ModelCall({
      signal,
      timeoutMs: this.#options.timeoutMs,
      origin: originOf(this.#options.baseUrl),
      clock,
      start: (callSignal) =>
        client.stream([...messages], {
          signal: callSignal,
          ...(tools.length > 0 ? { tools: [...tools] } : {}),
          ...(toolChoice ? { tool_choice: toolChoice } : {}),
        }),
    })
  }
}

/** Where the model is, without path, user or password: fit for a message. */
function originOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : 'the configured address'
}
