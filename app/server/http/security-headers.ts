// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/**
 * Sent with everything. The first two isolate the page, without which there is no SharedArrayBuffer and so no ring;
 * the third lets the page's own files into an isolated page.
 */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'microphone=(self), autoplay=(self), camera=(), geolocation=(), payment=(), usb=()',
} as const

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
}

/**
 * The `Content-Security-Policy` of one page: its own files, its own inline scripts, its own socket, nothing else.
 * @param frameAncestors sources that may show it in a frame
 */
export function contentSecurityPolicy(html: string, host: string, frameAncestors: readonly string[]): string {
  const scripts = inlineScriptHashes(html).map((hash) => ` '${hash}'`)
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${scripts.join('')}`,
    // React and PatternFly set style attributes; a style cannot run code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    // Safari does not count a WebSocket of the own host as 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.join(' ')}`,
  ].join('; ')
}

/** `sha256-…` of every script that stands in the page itself. */
export function inlineScriptHashes(html: string): string[] {
  const hashes = new Set<string>()
  for (const [, attributes = '', code = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)) {
    if (/\bsrc\s*=/i.test(attributes) || code === '') continue
    hashes.add(`sha256-${createHash('sha256').update(code).digest('base64')}`)
  }
  return [...hashes]
}
