// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { isOwnPage } from './origin.ts'
import { labServer } from './server.ts'

const listen = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

/** The attendee's app: says what it was asked, and echoes on its socket with the Host it saw. */
let app: Server
let labs: Server
let appUrl: string | undefined
let port = 0

beforeEach(async () => {
  app = createServer((asked, response) => response.end(`app ${asked.url}`))
  new WebSocketServer({ server: app }).on('connection', (socket, asked) => {
    socket.on('message', (text) => socket.send(`${asked.headers.host} ${text}`))
  })
  appUrl = `http://127.0.0.1:${await listen(app)}`
  labs = labServer(() => appUrl)
  port = await listen(labs)
})
afterEach(() => {
  for (const server of [app, labs]) {
    server.close()
    server.closeAllConnections()
  }
})

const ask = (path: string, headers: IncomingHttpHeaders = {}, method = 'GET') =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { host: `localhost:${port}`, ...headers },
    })
    asking.once('error', reject)
    asking.once('response', (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asking.end()
  })

describe("the labs' server", () => {
  it('serves the labs, isolated, so that a frame in it is', async () => {
    for (const path of ['/labs', '/labs/page.js', '/labs/page.css']) {
      const { status, headers } = await ask(path)
      expect(status).toBe(200)
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp')
    }
  })

  it('lists the labs, and renders the text of one', async () => {
    expect(JSON.parse((await ask('/labs/api/labs')).body).labs).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: '05-ring-buffer' })]),
    )
    expect(JSON.parse((await ask('/labs/api/labs/05-ring-buffer')).body).html).toContain('<h1')
  })

  it('says so when there is no such lab, action or method', async () => {
    expect((await ask('/labs/api/labs/99-none')).status).toBe(404)
    expect((await ask('/labs/nothing')).status).toBe(404)
    expect((await ask('/labs/api/labs/05-ring-buffer/check')).status).toBe(405)
  })

  it('passes everything else on to the app, its socket included, on the same origin', async () => {
    expect((await ask('/a?b=1')).body).toBe('app /a?b=1')
    const socket = new WebSocket(`ws://localhost:${port}/ws`)
    const echoed = await new Promise((resolve) => {
      socket.once('open', () => socket.send('hello'))
      socket.once('message', (text) => resolve(String(text)))
    })
    expect(echoed).toBe(`localhost:${port} hello`)
    socket.close()
  })

  it('is up before the app, and says that the app is not', async () => {
    appUrl = undefined
    expect((await ask('/')).status).toBe(503)
    expect((await ask('/labs')).status).toBe(200)
  })

  it("runs nothing for another site's page", async () => {
    const evil = await ask('/labs/api/labs/05-ring-buffer/check', { origin: 'http://evil.example' }, 'POST')
    expect(evil.status).toBe(403)
    expect((await ask('/labs/api/labs', { host: 'evil.example' })).status).toBe(403)
    expect(isOwnPage({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe(true)
    expect(isOwnPage({ host: 'localhost:3000', origin: 'http://localhost:4000' })).toBe(false)
    expect(isOwnPage({})).toBe(false)
  })
})
