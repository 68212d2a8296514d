// SPDX-License-Identifier: Apache-2.0
// Serves the built site on HOST and PORT. /healthz says that it does.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const site = fileURLToPath(new URL('.vitepress/dist/', import.meta.url))
const serve = sirv(site, {
  etag: true,
  setHeaders(response, pathname) {
    // VitePress names these files after their content.
    if (pathname.startsWith('/assets/')) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
    response.setHeader('X-Content-Type-Options', 'nosniff')
  },
})

const server = createServer((request, response) => {
  if (request.url === '/healthz') {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end('ok\n')
    return
  }
  serve(request, response, () => {
    response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8' })
    createReadStream(join(site, '404.html'))
      .on('error', () => response.end('There is no such page.\n'))
      .pipe(response)
  })
})
server.listen(Number(process.env.PORT || 8080), process.env.HOST || '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object')
    process.stdout.write(`The guide is at http://${address.address}:${address.port}\n`)
})
for (const signal of ['SIGTERM', 'SIGINT'])
  process.once(signal, () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
  })
