// SPDX-License-Identifier: Apache-2.0

import type { z } from 'zod'
import { type ClientMessage, clientMessageSchema } from './client-messages.ts'
import type { ErrorCode } from './server-messages.ts'

/** A client's message, or what is wrong with it and what to do. */
export type ParsedClientMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly code: ErrorCode; readonly error: string }

/** The `type`s a client may send, for the error that says so. */
export const CLIENT_MESSAGE_TYPES: readonly string[] = clientMessageSchema.options.map(
  (option) => option.shape.type.value,
)

/** Reads one text frame. Never throws; what it quotes of the input is a type or a field name, never what was said. */
export function parseClientMessage(frame: string): ParsedClientMessage {
  let json: unknown
  try {
    json = JSON.parse(frame)
  } catch {
    return wrong('bad_json', 'The message is not JSON. Send one JSON object with a "type" per text frame.')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return wrong('bad_message', 'The message is JSON, but no object. Send one object with a "type".')
  }
  const type = 'type' in json ? json.type : undefined
  if (typeof type !== 'string') return wrong('bad_message', 'The message has no "type".')
  if (!CLIENT_MESSAGE_TYPES.includes(type)) {
    return wrong(
      'unknown_type',
      `Unknown type ${JSON.stringify(type.slice(0, 40))}. Known: ${CLIENT_MESSAGE_TYPES.join(', ')}.`,
    )
  }
  const parsed = clientMessageSchema.safeParse(json)
  return parsed.success ? { ok: true, message: parsed.data } : refusal(type, parsed.error.issues[0])
}

function refusal(type: string, issue: z.core.$ZodIssue | undefined): ParsedClientMessage {
  const field = issue?.path.join('.') || 'message'
  if (issue?.code === 'too_big' && field === 'text') {
    return wrong('text_too_long', `The text of "${type}" ${issue.message}. Send it in parts.`)
  }
  if (issue?.code === 'too_small' && field === 'audio_b64') {
    return wrong('empty_audio', `The "audio_b64" of "${type}" is empty. Send a WAV file, base64.`)
  }
  return wrong('bad_message', `"${type}": ${field}: ${issue?.message ?? 'is not right'}.`)
}

function wrong(code: ErrorCode, error: string): ParsedClientMessage {
  return { ok: false, code, error }
}
