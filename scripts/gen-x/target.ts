// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from '../exit.ts'

/** How a server is asked for speech. */
export const DIALECTS = ['speech', 'higgs-chat'] as const
export type Dialect = (typeof DIALECTS)[number]

const PATHS = { speech: '/audio/speech', 'higgs-chat': '/chat/completions' } as const satisfies Record<Dialect, string>

/** Where speech is asked for, and where the server tells about itself. */
export interface Target {
  readonly speech: URL
  /** Ends in `/v1` or whatever stands before `/audio/speech`. */
  readonly base: URL
}

/** Reads `--url`: an origin, `…/v1`, or the full path. Throws {@link KitError} with what would be accepted. */
export function targetOf(text: string, dialect: Dialect): Target {
  const url = readUrl(text)
  const path = url.pathname.replace(/\/+$/, '')
  const wanted = PATHS[dialect]
  const other = Object.entries(PATHS).find(([name, ending]) => name !== dialect && path.endsWith(ending))
  if (other) {
    throw new KitError(
      EXIT.usage,
      `The path of --url ends in ${other[1]}, but the dialect is ${dialect}. Add --dialect ${other[0]}, or give a URL that ends in /v1.`,
    )
  }
  const base = new URL(url)
  if (path === '') base.pathname = '/v1'
  else if (path.endsWith(wanted)) base.pathname = path.slice(0, -wanted.length) || '/'
  else if (/\/v\d+$/.test(path)) base.pathname = path
  else {
    throw new KitError(
      EXIT.usage,
      `--url has the path ${url.pathname}. Give an origin (http://127.0.0.1:8080), a URL that ends in /v1, or the full path that ends in ${wanted}.`,
    )
  }
  const speech = new URL(base)
  speech.pathname = `${base.pathname.replace(/\/+$/, '')}${wanted}`
  return { speech, base }
}

function readUrl(text: string): URL {
  const url = parsed(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new KitError(EXIT.usage, `--url '${text}' is no http or https address. Try --url http://127.0.0.1:8080/v1.`)
  }
  if (url.username || url.password) {
    throw new KitError(
      EXIT.usage,
      '--url has a user or a password in it. Put a key into an environment variable and name it with --api-key-env.',
    )
  }
  return url
}

function parsed(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** An address fit for messages and reports: no query, which may carry a key. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`
}
