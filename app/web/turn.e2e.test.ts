// SPDX-License-Identifier: Apache-2.0

/**
 * The whole path, nothing replaced: a microphone that says a sentence, the page, the voice server, a real recogniser, the
 * agent, a real synthesiser, and the loudspeaker.
 */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCents, unitPriceCents } from '#core/menu/price'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { HostPage } from './test/host-page.ts'
import { loudspeaker, tapLoudspeaker } from './test/loudspeaker.ts'
import { WholeApp } from './test/whole-app.ts'
import { type Frame, watchWire } from './test/wire.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so no spoken turn is tested in a browser. Set CHROMIUM_PATH.')

const SENTENCE = 'I would like two large pepperoni pizzas'

describe.skipIf(executable === null)('a spoken turn in Chromium', () => {
  let app: WholeApp
  let browser: Browser
  let page: Page
  let utteranceMs: number
  let wire: readonly Frame[]

  beforeAll(async () => {
    await buildWeb()
    app = await WholeApp.start()
    const said = await app.say(SENTENCE)
    utteranceMs = said.ms
    browser = await launchChromium(executable ?? '', said.file)
    const context = await browser.newContext({ permissions: ['microphone'] })
    await tapLoudspeaker(context)
    page = await context.newPage()
    wire = watchWire(page)
    await page.goto(app.url)
    await page.locator('[data-connection=open]').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('is understood, ordered, answered, and heard to its end', async () => {
    await page.getByRole('button', { name: 'Talk' }).click()
    await page.locator('[data-microphone=on]').waitFor()
    await page.waitForTimeout(utteranceMs)
    await page.getByRole('button', { name: 'Done talking' }).click()
    await page.locator('[data-phase=done], [data-phase=failed]').waitFor({ timeout: 30_000 })

    expect(await page.locator('[data-part=said]').textContent()).toMatch(/two large pepperoni pizzas/i)
    expect(await page.locator('[data-problem]').allTextContents()).toEqual([])
    expect(await page.locator('[data-part=item]').allTextContents()).toEqual([
      expect.stringMatching(/2 ×.*large.*pepperoni/i),
    ])
    const total = formatCents(2 * unitPriceCents('pepperoni', 'large', []))
    expect(await page.locator('[data-part=total]').textContent()).toBe(total)
    expect(await page.locator('[data-part=reply]').textContent()).toMatch(/\w+ \w+/)

    const speech = wire.find(({ type }) => type === 'tts_end')
    const playhead = wire.findLast(({ type, sent }) => sent && type === 'playhead')
    expect(speech?.message).toMatchObject({ interrupted: false })
    expect(playhead?.message.underruns).toBe(0)
    expect(Number(playhead?.message.played_ms)).toBeCloseTo(Number(speech?.message.audio_ms), -1)
    expect(Number(playhead?.message.played_ms)).toBeGreaterThan(500)
    const { loudest, loudMs } = await loudspeaker(page)
    expect(loudest).toBeGreaterThan(0.01)
    expect(loudMs).toBeGreaterThan(300)
  })

  it('leaves a latency strip that was measured at the loudspeaker', async () => {
    await page.locator('[data-stage=listen]').waitFor({ timeout: 5_000 })
    await page.locator('[data-stage=voice]').waitFor({ timeout: 5_000 })
    const heardMs = Number(wire.findLast(({ type }) => type === 'playhead')?.message.first_heard_ms)
    expect(heardMs).toBeGreaterThan(0)
    const shown = heardMs < 1000 ? `${Math.round(heardMs)} ms` : `${(heardMs / 1000).toFixed(2)} s`
    expect(await page.locator('[data-part=heard]').textContent()).toBe(shown)
    console.info(`heard to heard: ${shown}`)
  })

  it('also works in a frame of another site, as this server allows it, microphone included', async () => {
    const host = await HostPage.start(app.url)
    const context = await browser.newContext({ permissions: ['microphone'] })
    await tapLoudspeaker(context)
    const stranger = await context.newPage()
    const heard = watchWire(stranger)
    await stranger.goto(host.url)
    const frame = stranger.frames().find((each) => each.url().startsWith(app.url))
    if (frame === undefined) throw new Error('The server does not let the page be framed.')
    await frame.locator('[data-connection=open]').waitFor()
    expect(await frame.locator('[data-feeder]').getAttribute('data-feeder')).toBe('port')
    await frame.getByLabel('Type what you would like').fill('What pizzas do you have?')
    await stranger.keyboard.press('Enter')
    await frame.locator('[data-phase=done]').waitFor({ timeout: 30_000 })
    const speech = heard.find(({ type }) => type === 'tts_end')
    const playhead = heard.findLast(({ type, sent }) => sent && type === 'playhead')
    expect(Number(playhead?.message.played_ms)).toBeCloseTo(Number(speech?.message.audio_ms), -1)
    expect((await loudspeaker(frame)).loudMs).toBeGreaterThan(1_000)
    await frame.getByRole('button', { name: 'Talk' }).click()
    await frame.locator('[data-microphone=on]').waitFor()
    await context.close()
    await host.close()
  })
})
