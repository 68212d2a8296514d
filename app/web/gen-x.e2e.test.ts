// SPDX-License-Identifier: Apache-2.0

/** What gen-x 0.78 sounds like in a real Chromium: a reply of ten seconds, with either way of starting it. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { loudspeaker, tapLoudspeaker } from './test/loudspeaker.ts'
import { VoiceDouble } from './test/voice-double.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so nobody heard gen-x 0.78. Set CHROMIUM_PATH.')

const REPLY_MS = 10_000
/** What nobody can do without at 0.78: T·(1−g)/g. */
const FLOOR_MS = (REPLY_MS * (1 - 0.78)) / 0.78

describe.skipIf(executable === null)('a reply of ten seconds at gen-x 0.78 in Chromium', () => {
  let browser: Browser
  let server: VoiceDouble
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    const [, launched] = await Promise.all([buildWeb(), launchChromium(executable ?? '')])
    browser = launched
  })
  afterAll(() => browser?.close())

  async function hear(start: string): Promise<void> {
    const { outDir } = await buildWeb()
    server = await VoiceDouble.start({ outDir, replyMs: REPLY_MS })
    context = await browser.newContext()
    await tapLoudspeaker(context)
    page = await context.newPage()
    await page.goto(server.url)
    await page.locator('[data-connection=open]').waitFor()
    await page.getByLabel('Rehearse a GPU').selectOption({ label: '0.78× L4' })
    await page.getByLabel('Prebuffer').selectOption({ label: start })
    await page.getByLabel('Type what you would like').fill('hello')
    await page.keyboard.press('Enter')
    await page.locator('[data-phase=done]').waitFor({ timeout: 30_000 })
  }
  afterEach(async () => {
    await context?.close()
    await server?.close()
  })

  it('is waited for once and then plays through, by the adaptive rule', async () => {
    await hear('Adaptive')
    const playhead = server.last('playhead')
    console.info(`adaptive: heard after ${Math.round(playhead?.first_heard_ms ?? 0)} ms, ${playhead?.underruns} gaps`)
    expect(playhead).toMatchObject({ played_ms: REPLY_MS, underruns: 0, stalled_ms: 0 })
    expect(playhead?.first_heard_ms).toBeGreaterThan(FLOOR_MS * 0.8)
    expect(playhead?.first_heard_ms).toBeLessThan(FLOOR_MS * 2)
    expect((await loudspeaker(page)).loudMs).toBeGreaterThan(REPLY_MS * 0.85)
  })

  it('stutters with a fixed prebuffer, audibly', async () => {
    await hear('Fixed 300 ms')
    const playhead = server.last('playhead')
    const stalledMs = Math.round(playhead?.stalled_ms ?? 0)
    console.info(
      `fixed 300 ms: heard after ${Math.round(playhead?.first_heard_ms ?? 0)} ms, ${playhead?.underruns} gaps of ${stalledMs} ms in all`,
    )
    expect(playhead?.underruns).toBeGreaterThanOrEqual(3)
    expect(stalledMs).toBeGreaterThan(1_500)
    expect(await page.locator('[data-part=underruns]').textContent()).toBe(String(playhead?.underruns))
  })
})
