// SPDX-License-Identifier: Apache-2.0

import type { AIMessageChunk } from '@langchain/core/messages'
import { AgentError } from './failure.ts'
import type { TurnClock } from './turn-clock.ts'

/** Longest reply kept, in chunks: far more than a spoken reply; a model that never stops is cut off here. */
const MAX_CHUNKS = 4_000

export interface ModelCallOptions {
  start(signal: AbortSignal): Promise<AsyncIterable<AIMessageChunk>>
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Where the model is, for messages. */
  readonly origin: string
  readonly clock: TurnClock
}

/**
 * One request to the language model. It runs from the moment it is made and keeps what arrives, so that it can be
 * started before anybody knows whether its answer will be wanted. One reader.
 */
export class ModelCall implements AsyncIterable<AIMessageChunk> {
  readonly #chunks: AIMessageChunk[] = []
  readonly #stop = new AbortController()
  readonly #options: ModelCallOptions
  #wake: (() => void) | undefined
  #ended = false
  #error: unknown
  /** Settles, and never rejects, when the request is over and its socket free. */
  readonly settled: Promise<void>

  constructor(options: ModelCallOptions) {
    this.#options = options
    this.settled = this.#run()
  }

  /** Stops the request at once. A reader sees the end of the stream. */
  abort(): void {
    this.#stop.abort()
    this.#end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AIMessageChunk, void, undefined> {
    for (let next = 0; ; next++) {
      while (next >= this.#chunks.length && !this.#ended) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      const chunk = this.#chunks[next]
      if (!chunk) break
      yield chunk
    }
    if (this.#error !== undefined) throw this.#error
  }

  async #run(): Promise<void> {
    const { start, signal, timeoutMs, clock } = this.#options
    const timeout = AbortSignal.timeout(timeoutMs)
    const any = AbortSignal.any([signal, timeout, this.#stop.signal])
    const onAbort = () => this.#end(this.#stop.signal.aborted ? undefined : this.#explain(any.reason, timeout))
    any.addEventListener('abort', onAbort, { once: true })
    const waited = clock.waiting()
    try {
      any.throwIfAborted()
      for await (const chunk of await start(any)) {
        this.#chunks.push(chunk)
        this.#wake?.()
        if (this.#chunks.length >= MAX_CHUNKS) {
          this.#stop.abort()
          break
        }
      }
      this.#end()
    } catch (error) {
      this.#end(this.#stop.signal.aborted ? undefined : this.#explain(error, timeout))
    } finally {
      any.removeEventListener('abort', onAbort)
      waited()
    }
  }

  #end(error?: unknown): void {
    if (this.#ended) return
    this.#error = error
    this.#ended = true
    this.#wake?.()
  }

  #explain(error: unknown, timeout: AbortSignal): unknown {
    const { signal, timeoutMs, origin } = this.#options
    if (signal.aborted) return signal.reason
    if (timeout.aborted) {
      return new AgentError(
        'llm_failed',
        `The language model at ${origin} did not finish within ${timeoutMs} ms. Say it again, or check that the model is not overloaded.`,
        { retryable: true, cause: error },
      )
    }
    const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null
    if (status !== null) return refused(status, origin, error)
    return new AgentError(
      'llm_failed',
      `The language model at ${origin} could not be reached or broke off. Check LLM_BASE_URL and that the model is running, then say it again.`,
      { retryable: true, cause: error },
    )
  }
}

function refused(status: number, origin: string, cause: unknown): AgentError {
  const advice =
    status === 401 || status === 403
      ? 'Check LLM_API_KEY.'
      : status === 404
        ? 'Check LLM_MODEL and that LLM_BASE_URL ends in /v1.'
        : status === 400 || status === 422
          ? 'Check that the model is served with tool calling, and the options it was given.'
          : 'Wait a little, then say it again.'
  const retryable = status === 429 || status >= 500
  return new AgentError('llm_failed', `The language model at ${origin} answered HTTP ${status}. ${advice}`, {
    retryable,
    cause,
  })
}
