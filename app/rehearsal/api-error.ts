// SPDX-License-Identifier: Apache-2.0

/** What went wrong, as OpenAI and vLLM name it. */
export type ApiErrorType = 'invalid_request_error' | 'not_found_error' | 'rate_limit_error' | 'server_error'

const TYPE_OF_STATUS: Readonly<Record<ApiStatus, ApiErrorType>> = {
  400: 'invalid_request_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  413: 'invalid_request_error',
  415: 'invalid_request_error',
  500: 'server_error',
  503: 'server_error',
}

export type ApiStatus = 400 | 404 | 405 | 413 | 415 | 500 | 503

/** A request that a model refuses, in the shape the `openai` clients understand. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly status: ApiStatus,
    readonly code: string,
    message: string,
    /** The request's field that is to blame. */
    readonly param: string | null = null,
  ) {
    super(message)
  }

  /** The response, `{error: {message, type, param, code}}`; a 503 says when to come back. */
  toResponse(): Response {
    const { status, code, message, param } = this
    const error = { message, type: TYPE_OF_STATUS[status], param, code }
    return Response.json({ error }, { status, headers: status === 503 ? { 'retry-after': '1' } : {} })
  }
}

/** A model name this server does not have. */
export function unknownModel(asked: string, known: string): ApiError {
  return new ApiError(404, 'model_not_found', `The model \`${asked}\` does not exist here; use \`${known}\`.`, 'model')
}
