// SPDX-License-Identifier: Apache-2.0

/**
 * Playback in a real Chromium, the same tests twice: in a page by itself, which is isolated and so has a ring; and in a
 * frame of a stranger's page on another site, which is not and so has a port.
 */

import { readFile } from 'node:fs/promises'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decodeS16le } from '#core/pcm'
import { parseWav } from '#core/wav'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { loudspeaker } from './test/loudspeaker.ts'
import { Visit, type VisitOptions } from './test/visit.ts'
import type { VoiceDouble } from './test/voice-double.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so playback is not tested in a browser. Set CHROMIUM_PATH.')

describe.skipIf(executable === null).each(['ring', 'port'] as const)('playback in Chromium, fed by a %s', (feeder) => {
  let browser: Browser
  let outDir: string
  let visited: Visit
  let server: VoiceDouble
  let page: Page
  /** The app: the page itself, or the frame in the stranger's page. */
  let app: Page | Frame

  beforeAll(async () => {
    const [built, launched] = await Promise.all([buildWeb(), launchChromium(executable ?? '')])
    outDir = built.outDir
    browser = launched
  })
  afterAll(() => browser?.close())

  async function visit(options: Omit<VisitOptions, 'outDir'> = {}): Promise<void> {
    visited = await Visit.start(browser, { outDir, inFrame: feeder === 'port', ...options })
    ;({ server, page, app } = visited)
  }
  afterEach(() => visited?.end())

  const type = (text: string) => visited.type(text)
  const turn = (phase: string) => app.locator(`[data-phase=${phase}]`).last()

  it('says how it is fed, and is as isolated as its place allows', async () => {
    await visit()
    expect(await app.locator('[data-feeder]').getAttribute('data-feeder')).toBe(feeder)
    expect(await app.locator('[data-feeder]').textContent()).toMatch(feeder)
    expect(await app.evaluate(() => crossOriginIsolated)).toBe(feeder === 'ring')
    expect(await app.evaluate(() => window.self === window.top)).toBe(feeder === 'ring')
  })

  it('renders every sample of a reply, aloud and without a gap, and tells the server so', async () => {
    await visit({ replyMs: 2000 })
    await type('hello')
    await turn('done').waitFor()
    const playhead = server.last('playhead')
    expect(playhead).toMatchObject({ turn_id: 'turn-1', played_ms: 2000, underruns: 0, stalled_ms: 0 })
    expect(playhead?.first_heard_ms).toBeGreaterThan(0)
    expect(server.said.filter(({ type }) => type === 'playhead').length).toBeGreaterThan(5)
    const { loudest, loudMs } = await loudspeaker(app)
    expect(loudest).toBeGreaterThan(0.15)
    expect(loudMs).toBeGreaterThan(1500)
  })

  it('counts a gap that the listener really heard', async () => {
    await visit({ replyMs: 1000, gapMs: 900 })
    // The adaptive rule would rather wait.
    await app.getByLabel('Prebuffer').selectOption({ label: 'Fixed 100 ms' })
    await type('hello')
    await turn('done').waitFor()
    expect(server.last('playhead')).toMatchObject({ played_ms: 1000, underruns: 1 })
    expect(server.last('playhead')?.stalled_ms).toBeGreaterThan(200)
    await app.locator('[data-part=underruns]').getByText('1', { exact: true }).waitFor()
  })

  it('stops at once when interrupted, and says how far it was heard', async () => {
    await visit({ replyMs: 4000 })
    await type('hello')
    await turn('speaking').waitFor()
    await page.waitForTimeout(600)
    await page.keyboard.press('Escape')
    await turn('interrupted').waitFor()
    const playedMs = server.last('interrupt')?.played_ms ?? 0
    expect(playedMs).toBeGreaterThan(300)
    expect(playedMs).toBeLessThan(1500)
    const before = await loudspeaker(app)
    await page.waitForTimeout(400)
    const after = await loudspeaker(app)
    expect(after.loudMs - before.loudMs).toBeLessThanOrEqual(100)
  })

  it('plays the next reply after an interruption whole', async () => {
    await visit({ replyMs: 1500 })
    await type('hello')
    await turn('speaking').waitFor()
    await page.waitForTimeout(300)
    await type('something else')
    await app.locator('[data-turn=turn-2][data-phase=done]').waitFor()
    expect(server.last('playhead')).toMatchObject({ turn_id: 'turn-2', played_ms: 1500, underruns: 0 })
  })

  it('gives a reply away as a WAV file, sample for sample what came', async () => {
    await visit({ replyMs: 600 })
    await type('hello')
    await turn('done').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), app.locator('[data-part=download]').click()])
    expect(download.suggestedFilename()).toBe('reply-turn-1.wav')
    const wav = parseWav(await readFile(await download.path()))
    expect(wav).toMatchObject({ sampleRate: 24_000, durationMs: 600 })
    expect(Math.max(...decodeS16le(wav.pcm))).toBeCloseTo(0.3, 3)
  })

  it('shows the gen-x of a rehearsed GPU while it speaks, and afterwards what the server measured', async () => {
    await visit({ replyMs: 3000 })
    await app.getByLabel('Rehearse a GPU').selectOption({ label: '0.78× L4' })
    await expect.poll(() => server.last('set_model_options')).toMatchObject({ model: 'tts', options: { gen_x: 0.78 } })
    await type('hello')
    await turn('speaking').waitFor()
    await app.locator('[data-part=gen-x][data-live=true]').waitFor()
    await page.waitForTimeout(1200)
    const live = await app.locator('[data-part=gen-x]').textContent()
    expect(Number.parseFloat(live ?? '')).toBeGreaterThan(0.6)
    expect(Number.parseFloat(live ?? '')).toBeLessThan(0.98)
    await turn('done').waitFor()
    await app.locator('[data-part=gen-x]').getByText('0.78×').waitFor()
    await app.locator('[data-part=verdict]').getByText('Slower than speech').waitFor()
    expect(await app.locator('[data-part=past-turn]').textContent()).toContain('0.78×')
  })
})
