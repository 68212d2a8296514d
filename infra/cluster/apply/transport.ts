// SPDX-License-Identifier: Apache-2.0
import { setMaxListeners } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { ClusterError } from './errors.ts'
import type { ClusterAccess } from './kubeconfig.ts'

/** One request to the API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'PATCH' | 'POST' | 'DELETE'
  /** From the root of the API: `/api/v1/namespaces`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly contentType?: string
  /** Sent as JSON; bytes as they are. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** The answer is followed for as long as it lasts. */
  readonly follows?: boolean
}

/** Sends a request with the credentials of a kubeconfig. Throws {@link ClusterError} UNREACHABLE when nothing answers. */
export type Transport = (request: ApiRequest) => Promise<http.IncomingMessage>

/** An API server that is silent for so long is asked again. Server-side apply through slow webhooks takes up to 30 s. */
const SILENCE_MS = 45_000

function urlOf(server: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(`${server.replace(/\/+$/, '')}${path}`)
  for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value)
  return url
}

/**
 * HTTP to the API server of a context. The library's own request classes are left aside: they send objects through
 * generated models, which drop every field they do not know, and take no AbortSignal.
 */
export function transportTo({ config, server }: ClusterAccess): Transport {
  let credentials: Promise<https.RequestOptions> | undefined
  const signedIn = (): Promise<https.RequestOptions> => {
    const options: https.RequestOptions = {}
    credentials ??= config.applyToHTTPSOptions(options).then(() => options)
    return credentials
  }

  const send = async (request: ApiRequest): Promise<http.IncomingMessage> => {
    const url = urlOf(server, request)
    // Every request under way listens to the one signal of a run.
    if (request.signal) setMaxListeners(0, request.signal)
    const { headers, ...options } = await signedIn().catch((error: unknown) => {
      credentials = undefined
      const why = error instanceof Error ? error.message : String(error)
      throw new ClusterError(
        'UNAUTHORIZED',
        `The kubeconfig gives no credentials: ${why}. Log in with 'oc login' again.`,
      )
    })
    return new Promise((resolve, reject) => {
      const sent = (url.protocol === 'http:' ? http : https).request(
        url,
        {
          ...options,
          method: request.method,
          headers: {
            ...headers,
            Accept: 'application/json',
            ...(request.body !== undefined && { 'Content-Type': request.contentType ?? 'application/json' }),
          },
          ...(request.signal && { signal: request.signal }),
          ...(!request.follows && { timeout: SILENCE_MS }),
        },
        resolve,
      )
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${SILENCE_MS / 1000} s`)))
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (request.signal?.aborted) reject(request.signal.reason)
        else reject(unreachable(server, error))
      })
      const { body } = request
      sent.end(body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body))
    })
  }

  return async (request) => {
    const answer = await send(request)
    if (answer.statusCode !== 401) return answer
    // A token may have run out since it was read: a plugin gives a fresh one.
    answer.resume()
    credentials = undefined
    return send(request)
  }
}

export function unreachable(server: string, { code, message }: NodeJS.ErrnoException): ClusterError {
  return new ClusterError(
    'UNREACHABLE',
    `The cluster at ${server} does not answer (${code ?? message}). Is it up, and is this machine on its network (VPN)? 'oc whoami' tells.`,
  )
}
