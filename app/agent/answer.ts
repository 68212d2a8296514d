// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto'
import { CallTextGate } from './call-text.ts'
import type { ModelCall } from './model-call.ts'

/** A tool call as the model made it: arguments not looked at yet. */
export interface AnswerCall {
  readonly id: string
  readonly name: string
  readonly args: unknown
}

/** What a model call came to. */
export interface Answer {
  readonly text: string
  readonly calls: readonly AnswerCall[]
}

export interface AnswerOptions {
  /** The tools that were offered. */
  readonly names: readonly string[]
  /** Text that may be spoken, as it arrives. */
  onText(text: string): void
  /** Called once per tool call, when its name is known; `stop` ends the call there. */
  onCall?(name: string): 'stop' | 'go on'
}

/** Reads a model call to its end: text is passed on at once, tool calls are put together, also those written as text. */
export async function readAnswer(call: ModelCall, options: AnswerOptions): Promise<Answer> {
  const gate = new CallTextGate(options.names)
  const parts: { id: string; name: string; args: string }[] = []
  let text = ''
  const speak = (piece: string) => {
    if (piece === '' || (text === '' && piece.trim() === '')) return
    text += piece
    options.onText(piece)
  }
  for await (const chunk of call) {
    if (chunk.text !== '') speak(gate.push(chunk.text))
    for (const { index = parts.length - 1, id, name, args } of chunk.tool_call_chunks ?? []) {
      const at = Math.max(0, index)
      const part = parts[at] ?? { id: '', name: '', args: '' }
      parts[at] = part
      part.id ||= id ?? ''
      part.args += args ?? ''
      if (!name) continue
      part.name += name
      if (options.onCall?.(part.name) === 'stop') {
        call.abort()
        return { text, calls: [{ id: part.id || randomUUID(), name: part.name, args: {} }] }
      }
    }
  }
  const end = gate.end()
  speak(end.text)
  const made = parts.filter((part) => part?.name).map(({ id, name, args }) => ({ id: id || randomUUID(), name, args }))
  const written = end.calls.map(({ name, args }) => ({ id: randomUUID(), name, args }))
  return { text, calls: [...made, ...written] }
}
