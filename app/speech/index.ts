// SPDX-License-Identifier: Apache-2.0

export { describeModel, type ModelKind } from './describe.ts'
export {
  type ReferenceRecording,
  ReferenceRecordingError,
  readReference,
  SPEECH_DIALECTS,
  type SpeechDialect,
  type SpeechDialectName,
  speechDialect,
} from './dialects/index.ts'
export type { ModelEndpoint } from './model-endpoint.ts'
export type * from './speech.ts'
export { SpeechError, type SpeechErrorCode } from './speech-error.ts'
export { createSynthesiser, type SynthesiserEndpoint } from './synthesise.ts'
export { createTranscriber } from './transcribe.ts'
