// SPDX-License-Identifier: Apache-2.0

/** What is known of who opens a socket. */
export interface Caller {
  /** The `Origin` header; browsers always send it. */
  readonly origin: string | undefined
  /** The `Host` header. */
  readonly host: string | undefined
  readonly remoteAddress: string | undefined
}

/**
 * Whether a page, or a program, may talk to this server. Without this rule any page a person visits could listen to
 * and order in their name (cross-site WebSocket hijacking): sockets are not held back by the same-origin policy.
 *
 * A missing `Origin` is no browser and is allowed on loopback. A browser's must match the Host, be loopback to
 * loopback, or be listed.
 */
export function mayConnect({ origin, host, remoteAddress }: Caller, allowedOrigins: readonly string[]): boolean {
  const isLocal = isLoopbackAddress(remoteAddress)
  if (origin === undefined) return isLocal
  if (allowedOrigins.includes(origin)) return true
  if (!URL.canParse(origin) || host === undefined) return false
  const page = new URL(origin)
  if (page.host === host.toLowerCase()) return true
  return isLocal && isLoopbackName(page.hostname) && isLoopbackName(hostnameOf(host))
}

/**
 * Whether a page may open a stream of events without saying its origin. Browsers leave `Origin` out when a page reads
 * from its own server, and a stranger's page, unlike with a socket, could not read the stream: the same-origin policy
 * holds it back. What a client says over this connection comes in requests that do carry an `Origin`.
 * @param site the `Sec-Fetch-Site` header, which only browsers send, and only over TLS or loopback
 */
export function mayListen(origin: string | undefined, site: string | string[] | undefined): boolean {
  return origin === undefined && (site === undefined || site === 'same-origin')
}

function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/.test(address)
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
}
