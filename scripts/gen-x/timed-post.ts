// SPDX-License-Identifier: Apache-2.0
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Watch } from './lag.ts'

/** The head of an answer. */
export interface Head {
  readonly status: number
  readonly headers: IncomingMessage['headers']
}

/** How an answer ended. */
export interface PostEnd {
  /** When the request was handed to the network, on the clock of `performance.now()`. */
  readonly requestedAtMs: number
  readonly newConnection: boolean
  /** How much too late something of it may have been noticed, at most: what its times may be wrong by. */
  readonly lateMs: number
  /** Null when it came to its end as it should. */
  readonly failure: { readonly code: 'unreachable' | 'timeout' | 'broken_off'; readonly message: string } | null
}

/** Connections that are kept open between requests, so that a request does not pay for the one before it. */
export interface Connections {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export function openConnections(): Connections {
  return { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }
}

export interface Post {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Longest silence: before the head, and between two pieces of the body. */
  readonly timeoutMs: number
  readonly connections: Connections
  readonly watch: Watch
  readonly signal: AbortSignal
  onHead(head: Head): void
  /** Called as the socket delivers, once for every HTTP chunk; `atMs` on the clock of `performance.now()`. */
  onBytes(bytes: Uint8Array, atMs: number): void
}

/**
 * Posts and hands on what comes back with the time at which it came. Made of `node:http`, because `fetch` hands several
 * chunks on as one and late: see `scripts/bench/chunk-timing.ts`. Never rejects, but for an abort.
 */
export function timedPost({
  url,
  headers,
  body,
  timeoutMs,
  connections,
  watch,
  signal,
  ...on
}: Post): Promise<PostEnd> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:'
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      agent: secure ? connections.https : connections.http,
      signal,
    }
    let answered = false
    let silent = false
    let requestedAtMs = 0
    let lateMs = 0
    const noticed = () => {
      const nowMs = performance.now()
      lateMs = Math.max(lateMs, watch.lateBy(nowMs))
      return nowMs
    }
    const end = (failure: PostEnd['failure']) => {
      if (signal.aborted) reject(signal.reason)
      else resolve({ requestedAtMs, newConnection: !request.reusedSocket, lateMs, failure })
    }
    const fail = (error: NodeJS.ErrnoException) => {
      if (silent) return end({ code: 'timeout', message: `nothing came for ${timeoutMs / 1_000} s` })
      const what = error.code ?? error.message
      if (answered) return end({ code: 'broken_off', message: `the connection broke in the middle (${what})` })
      end({ code: 'unreachable', message: `no answer (${what})` })
    }
    const request = (secure ? requestHttps : requestHttp)(url, options, (response) => {
      answered = true
      on.onHead({ status: response.statusCode ?? 0, headers: response.headers })
      response.on('data', (bytes: Uint8Array) => on.onBytes(bytes, noticed()))
      response.once('end', () => end(null))
      response.once('error', fail)
    })
    request.once('socket', (socket) => {
      // Over a new connection the request leaves when that is noticed to stand, else now.
      if (socket.connecting) socket.once('connect', noticed)
      else lateMs = Math.max(lateMs, performance.now() - requestedAtMs)
    })
    request.once('error', fail)
    request.setTimeout(timeoutMs, () => {
      silent = true
      request.destroy(new Error('silence'))
    })
    requestedAtMs = performance.now()
    request.end(body)
  })
}
