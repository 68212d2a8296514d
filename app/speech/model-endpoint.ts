// SPDX-License-Identifier: Apache-2.0

/** One model behind an OpenAI-compatible HTTP server. */
export interface ModelEndpoint {
  /** Ends in `/v1`. */
  readonly baseUrl: string
  /** Empty when the server asks for none. */
  readonly apiKey: string
  readonly model: string
  /** Longest wait for an answer to begin, and for each next piece of it, in milliseconds. */
  readonly timeoutMs: number
}

/** The absolute URL of a path below an endpoint's base URL. */
export function urlOf(endpoint: Pick<ModelEndpoint, 'baseUrl'>, path: string): URL {
  return new URL(`${endpoint.baseUrl.replace(/\/+$/, '')}/${path}`)
}

/** An address fit for messages: no user, no password, no query. */
export function displayAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}
