// SPDX-License-Identifier: Apache-2.0
import type { IncomingHttpHeaders } from 'node:http'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/**
 * Whether a request comes from this machine's own page. The labs' server runs code, so another site's page must not
 * reach it, not even by a name that resolves to this machine.
 */
export function isOwnPage({ host, origin }: IncomingHttpHeaders): boolean {
  if (host === undefined || !LOOPBACK.test(host)) return false
  return origin === undefined || origin === `http://${host}`
}
