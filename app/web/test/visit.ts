// SPDX-License-Identifier: Apache-2.0

import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { HostPage } from './host-page.ts'
import { tapLoudspeaker } from './loudspeaker.ts'
import { type DoubleOptions, VoiceDouble } from './voice-double.ts'

export interface VisitOptions extends DoubleOptions {
  /** Shows the app in a frame of a stranger's page. */
  readonly inFrame?: boolean
  readonly context?: BrowserContextOptions
}

/** One visit to the page, with a voice server that answers with tones, and a loudspeaker that is listened to. */
export class Visit {
  private constructor(
    readonly server: VoiceDouble,
    readonly context: BrowserContext,
    readonly page: Page,
    /** The page itself, or the app's frame in the stranger's page. */
    readonly app: Page | Frame,
    /** What the browser complained about, a broken security policy included. */
    readonly complaints: readonly string[],
    readonly host: HostPage | null,
  ) {}

  static async start(browser: Browser, { inFrame = false, context, ...options }: VisitOptions): Promise<Visit> {
    const server = await VoiceDouble.start(options)
    const host = inFrame ? await HostPage.start(server.url) : null
    const opened = await browser.newContext({ permissions: ['microphone'], ...context })
    await tapLoudspeaker(opened)
    const page = await opened.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on(
      'response',
      (response) => response.status() >= 400 && complaints.push(`${response.status()} for ${response.url()}`),
    )
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(host?.url ?? server.url)
    const app = page.frames().find((frame) => frame.url().startsWith(server.url)) ?? page
    await app.locator('[data-connection=open]').waitFor()
    return new Visit(server, opened, page, app, complaints, host)
  }

  async type(text: string): Promise<void> {
    await this.app.getByLabel('Type what you would like').fill(text)
    await this.page.keyboard.press('Enter')
  }

  async end(): Promise<void> {
    await this.context.close()
    await this.server.close()
    await this.host?.close()
  }
}
