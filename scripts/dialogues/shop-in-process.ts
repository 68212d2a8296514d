// SPDX-License-Identifier: Apache-2.0

import { Hono } from 'hono'
import { LocalAgent } from '../../app/agent/local-agent.ts'
import { LANGUAGE_MODEL, languageRoutes } from '../../app/rehearsal/language/index.ts'
import { memoryStore } from '../../app/store/index.ts'

/** Tokens per streamed chunk: nobody listens here, and each chunk costs the client about a tenth of a millisecond. */
const STREAM_INTERVAL = 50

/**
 * The real agent with the real rehearsal language model behind the real wire, in this thread: requests and their streamed
 * answers are those of HTTP, only no socket lies between the two.
 */
export function shopInProcess(): LocalAgent {
  const routes = new Hono().route('/v1', languageRoutes())
  return new LocalAgent({
    model: {
      baseUrl: 'http://in-process/v1',
      apiKey: '',
      model: LANGUAGE_MODEL.id,
      timeoutMs: 60_000,
      extraBody: { stream_interval: STREAM_INTERVAL },
    },
    store: memoryStore(),
    fetch: async (input, init) => routes.request(input instanceof URL ? input.href : input, init),
  })
}
