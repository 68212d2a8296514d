// SPDX-License-Identifier: Apache-2.0

import type { ReferenceRecording, SpeechDialect } from './dialect.ts'

/** What the model was trained to be told when it chooses a voice itself (Boson AI's vLLM example). */
const OWN_VOICE_PROMPT =
  'Generate audio following instruction.\n\n<|scene_desc_start|>\nAudio is recorded from a quiet room.\n<|scene_desc_end|>'

/** The sampling of Boson AI's example; a model option of the same name goes before it. */
const SAMPLING = { temperature: 1, top_p: 0.95, top_k: 50 } as const

const STOP = ['<|eot_id|>', '<|end_of_text|>', '<|audio_eos|>'] as const

/**
 * Higgs Audio v2 through chat completions, which can imitate a voice: the recording stands in the conversation as the
 * answer to its own transcript, and the next answer is in the same voice. Without one the model chooses a voice.
 */
export function higgsChat(reference: ReferenceRecording | null): SpeechDialect {
  const before = reference === null ? [{ role: 'system', content: OWN_VOICE_PROMPT }] : spokenBefore(reference)
  return {
    path: 'chat/completions',
    body: ({ model, text, extraBody }) => ({
      ...SAMPLING,
      ...extraBody,
      model,
      messages: [...before, { role: 'user', content: text }],
      modalities: ['text', 'audio'],
      stop: STOP,
      stream: true,
    }),
  }
}

function spokenBefore({ audio, format, transcript }: ReferenceRecording): readonly unknown[] {
  const data = Buffer.from(audio).toString('base64')
  return [
    { role: 'user', content: transcript },
    { role: 'assistant', content: [{ type: 'input_audio', input_audio: { data, format } }] },
  ]
}
