// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest'
import { MAX_TEXT_LENGTH } from './client-messages.ts'
import { parseClientMessage } from './parse-client-message.ts'

describe('a client’s message is read, or refused with a code', () => {
  test.each([
    ['not JSON', 'pizza', 'bad_json'],
    ['half a JSON', '{"type":"text"', 'bad_json'],
    ['an empty frame', '', 'bad_json'],
    ['a list', '[]', 'bad_message'],
    ['null', 'null', 'bad_message'],
    ['no type', '{}', 'bad_message'],
    ['a type that is no word', '{"type":7}', 'bad_message'],
    ['an unknown type', '{"type":"dance"}', 'unknown_type'],
    ['a type of the prototype', '{"type":"__proto__"}', 'unknown_type'],
    ['no text', '{"type":"text"}', 'bad_message'],
    ['empty text', '{"type":"text","text":"  "}', 'bad_message'],
    ['text of 100,000 characters', JSON.stringify({ type: 'text', text: 'a'.repeat(100_000) }), 'text_too_long'],
    ['too long a text to speak', JSON.stringify({ type: 'tts_text', text: 'a'.repeat(100_000) }), 'text_too_long'],
    ['empty audio', '{"type":"audio_wav_b64","audio_b64":""}', 'empty_audio'],
    ['an unknown format', '{"type":"audio_begin","format":"mp3","sample_rate":16000}', 'bad_message'],
    ['an impossible rate', '{"type":"audio_begin","format":"wav","sample_rate":96000}', 'bad_message'],
    ['a negative playhead', '{"type":"interrupt","played_ms":-1}', 'bad_message'],
  ])('%s: %s', (_name, frame, code) => {
    expect(parseClientMessage(frame)).toMatchObject({ ok: false, code })
  })

  test('the longest text allowed is allowed', () => {
    const text = 'a'.repeat(MAX_TEXT_LENGTH)
    expect(parseClientMessage(JSON.stringify({ type: 'text', text }))).toEqual({
      ok: true,
      message: { type: 'text', text },
    })
  })

  test('what the published demo sends is understood', () => {
    expect(parseClientMessage('{"type":"audio_wav_b64","audio_b64":"UklGRg=="}').ok).toBe(true)
    expect(parseClientMessage('{"type":"tts_text","text":"Hello"}').ok).toBe(true)
  })

  test('a refusal never quotes what was said', () => {
    const refusal = JSON.stringify(
      parseClientMessage(`{"type":"text","text":${JSON.stringify('secret'.repeat(9_000))}}`),
    )
    expect(refusal).not.toContain('secret')
  })
})
