// SPDX-License-Identifier: Apache-2.0
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ApiError } from './api-error.ts'
import { PoolFull } from './engine/worker-pool.ts'
import type { ListedModel } from './models.ts'

export interface RehearsalParts {
  readonly models: readonly ListedModel[]
  /** Each mounted under `/v1`. */
  readonly rooms: readonly Hono[]
}

/** What all three models share: `/health`, `/v1/models`, and one shape of error. */
export function rehearsalApp({ models, rooms }: RehearsalParts): Hono {
  const app = new Hono()
  app.get('/health', (c) => c.json({ status: 'ok', models: models.map(({ id }) => id) }))
  app.get('/v1/models', (c) => c.json({ object: 'list', data: models }))
  app.get('/v1/models/:id', (c) => {
    const id = c.req.param('id')
    const model = models.find((candidate) => candidate.id === id)
    if (!model) throw new ApiError(404, 'model_not_found', `The model \`${id}\` does not exist here.`, 'model')
    return c.json(model)
  })
  for (const room of rooms) app.route('/v1', room)
  app.notFound((c) =>
    new ApiError(404, 'unknown_url', `Unknown request URL: ${c.req.method} ${c.req.path}.`).toResponse(),
  )
  app.onError((error) => asApiError(error).toResponse())
  return app
}

/** What reaches the client is said in words; an unforeseen error keeps its details to itself. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof PoolFull) return new ApiError(503, error.code, `${error.message} Try again in a moment.`)
  if (error instanceof HTTPException && error.status === 413)
    return new ApiError(413, 'body_too_large', 'The body is too large.')
  return new ApiError(500, 'engine_failed', `The engine failed (${error instanceof Error ? error.name : 'unknown'}).`)
}
