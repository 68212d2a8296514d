// SPDX-License-Identifier: Apache-2.0

import type { ReferenceRecording, SpeechDialect } from './dialect.ts'
import { higgsChat } from './higgs-chat.ts'
import { openAiSpeech } from './openai-speech.ts'

export type { ReferenceRecording, SpeechDialect, SpeechRequest } from './dialect.ts'
export { ReferenceRecordingError, readReference } from './reference.ts'

/** Names of the dialects, as `TTS_DIALECT` has them. */
export const SPEECH_DIALECTS = ['openai-speech', 'openai-speech-audio', 'openai-speech-sse', 'higgs-chat'] as const
export type SpeechDialectName = (typeof SPEECH_DIALECTS)[number]

/** @param reference the voice to imitate, for a dialect that can */
export function speechDialect(name: SpeechDialectName, reference: ReferenceRecording | null = null): SpeechDialect {
  switch (name) {
    case 'openai-speech':
      return openAiSpeech()
    case 'openai-speech-audio':
      return openAiSpeech('audio')
    case 'openai-speech-sse':
      return openAiSpeech('sse')
    case 'higgs-chat':
      return higgsChat(reference)
  }
}
