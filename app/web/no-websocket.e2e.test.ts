// SPDX-License-Identifier: Apache-2.0

/** The page where no WebSocket gets through: the same conversation, over plain HTTP. Models, server and page are real. */

import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { loudspeaker, tapLoudspeaker } from './test/loudspeaker.ts'
import { WholeApp } from './test/whole-app.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so plain HTTP is not tested in a browser. Set CHROMIUM_PATH.')

const SENTENCE = 'I would like two large pepperoni pizzas'

describe.skipIf(executable === null)('without WebSocket, in Chromium', () => {
  let app: WholeApp
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let said: { readonly file: string; readonly ms: number }
  /** A proxy that lets requests through, and upgrades only when told to. */
  let proxy: Server
  let upgrades: 'refused' | 'passed'
  let proxyUrl: string

  beforeAll(async () => {
    await buildWeb()
    app = await WholeApp.start()
    said = await app.say(SENTENCE)
    browser = await launchChromium(executable ?? '', said.file)
    proxy = createServer((incoming, response) => {
      const { method = 'GET', headers } = incoming
      const passed = request(app.url + incoming.url, { method, headers }, (answer: IncomingMessage) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      passed.on('error', () => response.destroy())
      response.on('close', () => passed.destroy())
      incoming.pipe(passed)
    })
    upgrades = 'refused'
    proxy.on('upgrade', ({ url, rawHeaders }: IncomingMessage, socket: Socket) => {
      if (upgrades === 'refused') {
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
        return
      }
      const passed = connect(Number(new URL(app.url).port), '127.0.0.1')
      const lines = Array.from({ length: rawHeaders.length / 2 }, (_, i) =>
        rawHeaders.slice(i * 2, i * 2 + 2).join(': '),
      )
      passed.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      socket.pipe(passed).pipe(socket)
      for (const end of [socket, passed]) end.on('error', () => end.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    proxyUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  })
  afterEach(() => context?.close())
  afterAll(async () => {
    await browser?.close()
    proxy?.closeAllConnections()
    proxy?.close()
    await app?.stop()
  })

  async function visit(url: string, hasWebSocket: boolean): Promise<void> {
    context = await browser.newContext({ permissions: ['microphone'] })
    await tapLoudspeaker(context)
    if (!hasWebSocket) {
      await context.addInitScript(() => Object.defineProperty(window, 'WebSocket', { value: undefined }))
    }
    page = await context.newPage()
    await page.goto(url)
    await page.locator('[data-connection=open]').waitFor()
    await page.locator('[data-problem=over_http]').getByText('reached over plain HTTP').waitFor()
  }
  const type = async (text: string) => {
    await page.getByLabel('Type what you would like').fill(text)
    await page.keyboard.press('Enter')
  }
  const done = (turn: number) => page.locator('[data-phase=done]').nth(turn).waitFor({ timeout: 30_000 })
  const isAnswered = async () => {
    expect(await page.locator('[data-part=reply]').last().textContent()).toMatch(/\w+ \w+/)
    expect((await loudspeaker(page)).loudMs).toBeGreaterThan(300)
  }

  it('the browser has none: typing works, the reply is shown and sounds, and it can be interrupted', async () => {
    await visit(app.url, false)
    await type('What pizzas do you have?')
    await page.locator('[data-phase=speaking]').waitFor({ timeout: 30_000 })
    await expect.poll(async () => (await loudspeaker(page)).loudMs).toBeGreaterThan(300)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.locator('[data-phase=interrupted]').waitFor()
    await type('Two large pepperoni pizzas please')
    await done(0)
    await isAnswered()
    expect(await page.locator('[data-part=item]').first().textContent()).toMatch(/2 ×.*pepperoni/i)
  })

  it('the browser has none: a WAV file works', async () => {
    await visit(app.url, false)
    await page.locator('[data-part=file]').setInputFiles(said.file)
    await done(0)
    expect(await page.locator('[data-part=said]').textContent()).toMatch(/two large pepperoni pizzas/i)
    await isAnswered()
  })

  it('a proxy refuses upgrades: the page notices, and even talking works', async () => {
    await visit(proxyUrl, true)
    await page.getByRole('button', { name: 'Talk', exact: true }).click()
    await page.locator('[data-microphone=on]').waitFor()
    await page.waitForTimeout(said.ms)
    await page.getByRole('button', { name: 'Done talking' }).click()
    await done(0)
    expect(await page.locator('[data-part=said]').textContent()).toMatch(/two large pepperoni pizzas/i)
    await isAnswered()
  })

  it('a proxy lets upgrades through after all: the next connection is a WebSocket again', async () => {
    await visit(proxyUrl, true)
    await type('Two large pepperoni pizzas please')
    await done(0)
    upgrades = 'passed'
    const socket = page.waitForEvent('websocket')
    proxy.closeAllConnections()
    await page.locator('[data-connection=lost]').waitFor()
    await socket
    await page.locator('[data-connection=open]').waitFor()
    expect(await page.locator('[data-problem=over_http]').count()).toBe(0)
    await type('And a small margherita')
    await done(1)
    expect(await page.locator('[data-part=item]').count()).toBe(2)
  })

  it('comes back by itself when the server was restarted, and takes the conversation up again', async () => {
    await visit(app.url, false)
    await type('Two large pepperoni pizzas please')
    await done(0)
    const restarted = app.restartServer()
    await page.locator('[data-connection=lost]').waitFor()
    await restarted
    await page.locator('[data-connection=open]').waitFor()
    await type('And a small margherita')
    await done(1)
    expect(await page.locator('[data-part=item]').count()).toBe(2)
  })
})
