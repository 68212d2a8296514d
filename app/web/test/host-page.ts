// SPDX-License-Identifier: Apache-2.0
import { createServer, type Server } from 'node:http'

/**
 * A stranger's page that shows the app in a frame, as a workshop's pane does. It is on another site than 127.0.0.1
 * (`localhost`), and not isolated, so nothing in the frame is either.
 */
export class HostPage {
  readonly url: string
  readonly #server: Server

  private constructor(url: string, server: Server) {
    this.url = url
    this.#server = server
  }

  static async start(appUrl: string): Promise<HostPage> {
    const html = `<!doctype html><html lang="en"><title>Workshop</title>
<style>body { display: grid; grid-template: auto 1fr / 20rem 1fr; gap: 1rem; block-size: 100vh; margin: 0; padding: 1rem; box-sizing: border-box; font: 16px/1.5 sans-serif }
iframe { grid-row: 1 / 3; grid-column: 2; inline-size: 100%; block-size: 100%; border: 1px solid #888; border-radius: 8px }</style>
<h1>Step 3</h1><p>Order a pizza in the pane beside this text.</p>
<iframe src="${appUrl}" allow="microphone; autoplay" title="The app"></iframe></html>`
    const server = createServer((request, response) => {
      const isPage = request.url === '/'
      response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(isPage ? html : '')
    })
    // Chromium tries every address of localhost, so one is enough.
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return new HostPage(`http://localhost:${port}/`, server)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
