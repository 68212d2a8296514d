// SPDX-License-Identifier: Apache-2.0

/**
 * What gen-x 0.78 sounds like in a real Chromium: a reply of ten seconds, with either way of starting it. The server tells
 * how it lately delivered, as it does from its second reply on. What the rule makes of a server that tells nothing is
 * replayed in `app/core/playout`: with two cores to share, Chromium may not play before several bursts have piled up.
 */

import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { loudspeaker } from './test/loudspeaker.ts'
import { Visit } from './test/visit.ts'
import type { VoiceDouble } from './test/voice-double.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so nobody heard gen-x 0.78. Set CHROMIUM_PATH.')

const REPLY_MS = 10_000
/** What nobody can do without at 0.78: T·(1−g)/g. */
const FLOOR_MS = (REPLY_MS * (1 - 0.78)) / 0.78

describe.skipIf(executable === null)('a reply of ten seconds at gen-x 0.78 in Chromium', () => {
  let browser: Browser
  let visited: Visit
  let server: VoiceDouble
  let page: Page

  beforeAll(async () => {
    const [, launched] = await Promise.all([buildWeb(), launchChromium(executable ?? '')])
    browser = launched
  })
  afterAll(() => browser?.close())

  async function hear(start: string): Promise<void> {
    const { outDir } = await buildWeb()
    visited = await Visit.start(browser, { outDir, replyMs: REPLY_MS })
    ;({ server, page } = visited)
    await page.getByLabel('Rehearse a GPU').selectOption({ label: '0.78× L4' })
    await page.getByLabel('Prebuffer').selectOption({ label: start })
    await visited.type('hello')
    await page.locator('[data-phase=done]').waitFor({ timeout: 30_000 })
  }
  afterEach(() => visited?.end())

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
