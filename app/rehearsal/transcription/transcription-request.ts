// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { ApiError, unknownModel } from '../api-error.ts'

/** The name this model answers to. */
export const TRANSCRIPTION_MODEL = 'rehearsal-soundswallower'

/** Largest file in bytes, as OpenAI and vLLM have it. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024

const FORMATS = ['json', 'text', 'verbose_json'] as const

const schema = z.object({
  model: z.string().default(TRANSCRIPTION_MODEL),
  language: z.enum(['en', 'en-US', 'en-GB'], 'is not en: this model hears English only').optional(),
  response_format: z.enum(FORMATS, `is not one of ${FORMATS.join(', ')}`).default('json'),
  temperature: z.coerce.number('is not a number').min(0).max(1).optional(),
  prompt: z.string().optional(),
  stream: z.enum(['true', 'false'], 'is not true or false').default('false'),
})

export interface TranscriptionRequest {
  readonly file: File
  readonly format: (typeof FORMATS)[number]
  readonly stream: boolean
}

/** @throws ApiError that names the field and says what would be accepted. */
export function parseTranscriptionRequest(form: FormData): TranscriptionRequest {
  const file = form.get('file')
  if (!(file instanceof File)) throw new ApiError(400, 'missing_file', '`file` is missing: send a WAV file.', 'file')
  if (file.size > MAX_FILE_BYTES) throw fileTooLarge()
  if (file.size === 0) throw new ApiError(400, 'empty_file', '`file` is empty.', 'file')
  const fields = Object.fromEntries([...form].filter(([name]) => name !== 'file'))
  const parsed = schema.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const param = issue?.path.join('.') ?? null
    throw new ApiError(400, 'invalid_value', `\`${param}\` ${issue?.message ?? 'is not valid'}.`, param)
  }
  const { model, response_format: format, stream } = parsed.data
  if (model !== TRANSCRIPTION_MODEL) throw unknownModel(model, TRANSCRIPTION_MODEL)
  return { file, format, stream: stream === 'true' }
}

export function fileTooLarge(): ApiError {
  const limit = `${MAX_FILE_BYTES / 1024 / 1024} MB`
  return new ApiError(413, 'file_too_large', `\`file\` is larger than ${limit}: send a shorter recording.`, 'file')
}
