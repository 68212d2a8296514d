// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import sirv from 'sirv'
import { contentSecurityPolicy } from './security-headers.ts'

/** What shrinks, with the type it is sent as. Everything else (images, fonts, sound) goes through sirv as it is. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** Next names these files after their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable'
const REVALIDATE = 'no-cache'

/** Brotli's level that is nearly as small as 11 and twenty times as fast; each file is compressed once. */
const BROTLI_QUALITY = 6

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

interface TextFile {
  readonly type: string
  readonly body: Buffer
  readonly etag: string
  readonly isImmutable: boolean
  readonly html: string | null
  br?: Promise<Buffer>
  gzip?: Promise<Buffer>
}

/** The exported page, served from memory where it is text. */
export class StaticSite {
  readonly #texts: ReadonlyMap<string, TextFile>
  readonly #rest: ReturnType<typeof sirv>
  readonly #frameAncestors: readonly string[]

  private constructor(
    texts: ReadonlyMap<string, TextFile>,
    rest: ReturnType<typeof sirv>,
    frameAncestors: readonly string[],
  ) {
    this.#texts = texts
    this.#rest = rest
    this.#frameAncestors = frameAncestors
  }

  /**
   * Reads a build. Null when there is none.
   * @param frameAncestors sources whose pages may show it in a frame
   */
  static async load(dir: string, frameAncestors: readonly string[]): Promise<StaticSite | null> {
    if (!existsSync(join(dir, 'index.html'))) return null
    const texts = new Map<string, TextFile>()
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      const type = TEXT_TYPES[extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const file = join(entry.parentPath, entry.name)
      const path = `/${relative(dir, file).split(sep).join('/')}`
      const body = await readFile(file)
      texts.set(path, {
        type,
        body,
        etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
        isImmutable: path.startsWith('/_next/static/'),
        html: type.startsWith('text/html') ? body.toString('utf8') : null,
      })
    }
    const rest = sirv(dir, {
      // Looks at the disk each time: a file that a build had not written yet when the others were read is found.
      dev: true,
      etag: true,
      setHeaders: (response, path) =>
        response.setHeader('Cache-Control', path.startsWith('/_next/static/') ? IMMUTABLE : REVALIDATE),
    })
    return new StaticSite(texts, rest, frameAncestors)
  }

  /** Answers a GET or HEAD. */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const text = this.#find(path)
    if (text !== undefined) {
      await send(request, response, text, 200, this.#frameAncestors)
      return
    }
    this.#rest(request, response, () => {
      const notFound = this.#texts.get('/404.html')
      if (notFound !== undefined) {
        void send(request, response, notFound, 404, this.#frameAncestors)
        return
      }
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`There is no ${path} here.\n`)
    })
  }

  #find(path: string): TextFile | undefined {
    if (path.endsWith('/')) return this.#texts.get(`${path}index.html`)
    return this.#texts.get(path) ?? this.#texts.get(`${path}.html`) ?? this.#texts.get(`${path}/index.html`)
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: TextFile,
  status: number,
  frameAncestors: readonly string[],
): Promise<void> {
  response.setHeader('Content-Type', file.type)
  response.setHeader('Cache-Control', file.isImmutable ? IMMUTABLE : REVALIDATE)
  response.setHeader('Vary', 'Accept-Encoding')
  response.setHeader('ETag', file.etag)
  if (file.html !== null) {
    response.setHeader('Content-Security-Policy', contentSecurityPolicy(file.html, hostOf(request), frameAncestors))
    // An isolated page may only frame what says so; scripts and sockets of this origin stay its own.
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  }
  if (status === 200 && request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end()
    return
  }
  const { body, encoding } = await encoded(file, String(request.headers['accept-encoding'] ?? ''))
  if (encoding !== null) response.setHeader('Content-Encoding', encoding)
  response.setHeader('Content-Length', body.byteLength)
  response.writeHead(status)
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function encoded(file: TextFile, accepted: string): Promise<{ body: Buffer; encoding: 'br' | 'gzip' | null }> {
  if (file.body.byteLength < 1_024) return { body: file.body, encoding: null }
  if (/\bbr\b/.test(accepted)) {
    file.br ??= brotli(file.body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: file.body.length,
      },
    })
    return { body: await file.br, encoding: 'br' }
  }
  if (/\bgzip\b/.test(accepted)) {
    file.gzip ??= zip(file.body)
    return { body: await file.gzip, encoding: 'gzip' }
  }
  return { body: file.body, encoding: null }
}

/** The Host as it may stand in a policy: what is no host name and port cannot slip a directive in. */
function hostOf(request: IncomingMessage): string {
  const host = request.headers.host ?? ''
  return /^[a-z0-9.\-[\]:]+$/i.test(host) ? host : 'localhost'
}
