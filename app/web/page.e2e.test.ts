// SPDX-License-Identifier: Apache-2.0

/** The page by itself, in a real Chromium, against a voice server that answers with tones. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { Visit, type VisitOptions } from './test/visit.ts'
import type { VoiceDouble } from './test/voice-double.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so the page is not tested in a browser. Set CHROMIUM_PATH.')

describe.skipIf(executable === null)('the page in Chromium', () => {
  let browser: Browser
  let outDir: string
  let visited: Visit
  let server: VoiceDouble
  let page: Page

  beforeAll(async () => {
    const [built, launched] = await Promise.all([buildWeb(), launchChromium(executable ?? '')])
    outDir = built.outDir
    browser = launched
  })
  afterAll(() => browser?.close())

  async function visit(options: Omit<VisitOptions, 'outDir'> = {}): Promise<void> {
    visited = await Visit.start(browser, { outDir, ...options })
    ;({ server, page } = visited)
  }
  afterEach(() => visited?.end())

  const type = (text: string) => visited.type(text)
  const turn = (phase: string) => page.locator(`[data-phase=${phase}]`).last()

  it('is built once: when nothing has changed, again takes well under a second', async () => {
    const startedAt = performance.now()
    expect(await buildWeb()).toEqual({ outDir, rebuilt: false })
    expect(performance.now() - startedAt).toBeLessThan(700)
  })

  it('speaks in the voice that was chosen, and goes back to its own', async () => {
    await visit()
    const chosen = () => server.last('set_model_options')
    await page.getByLabel('Voice', { exact: true }).selectOption('bass')
    await expect.poll(chosen).toMatchObject({ model: 'tts', options: { voice: 'bass' } })
    await page.getByLabel('Voice', { exact: true }).selectOption({ index: 0 })
    await expect.poll(chosen).toMatchObject({ model: 'tts', options: { voice: null } })
  })

  it('loads at most 250 kB of compressed JavaScript', async () => {
    const html = await readFile(join(outDir, 'index.html'), 'utf8')
    const scripts = [...html.matchAll(/<script src="([^"]+)"([^>]*)>/g)].filter(
      ([, , rest]) => !/nomodule/i.test(rest ?? ''),
    )
    const sizes = await Promise.all(
      scripts.map(async ([, path = '']) => gzipSync(await readFile(join(outDir, path))).length),
    )
    const total = sizes.reduce((sum, size) => sum + size, 0)
    console.info(`first load: ${Math.round(total / 1000)} kB of JavaScript in ${sizes.length} files, gzip`)
    expect(sizes.length).toBeGreaterThan(3)
    expect(total).toBeLessThan(250_000)
  })

  it('is isolated, breaks no rule of the strictest policy, and says which models it talks to', async () => {
    await visit()
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await type('hello')
    await turn('done').waitFor()
    await page.getByText('double-mouth').waitFor()
    expect(visited.complaints).toEqual([])
  })

  it('shows the answer, the order, its total, and where the time went', async () => {
    await visit()
    await type('two large pepperoni pizzas')
    await turn('done').waitFor()
    expect(await page.locator('[data-part=said]').textContent()).toBe('two large pepperoni pizzas')
    expect(await page.locator('[data-part=reply]').textContent()).toMatch(/^Two large pepperoni pizzas/)
    expect(await page.locator('[data-part=item]').first().textContent()).toContain('Large Pepperoni')
    expect(await page.locator('[data-part=total]').textContent()).toBe('$44.47')
    expect(await page.locator('[data-step]').count()).toBe(3)
    expect(await page.locator('[data-stage]').count()).toBe(6)
    expect(await page.locator('[data-part=heard]').textContent()).toMatch(/^\d+ ms|^\d\.\d\d s/)
  })

  it('hears the microphone, by mouse and by keyboard, and streams it while it is open', async () => {
    await visit()
    await page.getByRole('button', { name: 'Talk' }).click()
    await page.locator('[data-microphone=on]').waitFor()
    await page.waitForTimeout(700)
    const whileSpeaking = server.heardBytes
    expect(whileSpeaking).toBeGreaterThan(16_000)
    await page.getByRole('button', { name: 'Done talking' }).click()
    await turn('done').waitFor()
    expect(server.said.map(({ type }) => type).filter((type) => type !== 'playhead')).toEqual([
      'audio_begin',
      'audio_end',
    ])

    await page.locator('h1').click()
    await page.keyboard.press('Space')
    const heardBefore = server.heardBytes
    await expect.poll(() => server.heardBytes).toBeGreaterThan(heardBefore)
    await page.keyboard.press('Escape')
    await page.locator('[data-microphone=off]').waitFor()
    await expect.poll(() => server.said.at(-1)?.type).toBe('audio_cancel')
  })

  it('shows what went wrong and what to do, and goes on', async () => {
    await visit()
    await type('break')
    await page.locator('[data-problem=llm_failed]').getByText('Check LLM_BASE_URL').waitFor()
    await type('again')
    await turn('done').waitFor()
  })

  it('comes back by itself, takes the conversation up again, and loses nothing typed meanwhile', async () => {
    await visit()
    await type('one')
    await turn('done').waitFor()
    server.dropConnections()
    await page.locator('[data-connection=lost]').waitFor()
    await type('two')
    await page.locator('[data-turn=turn-2][data-phase=done]').waitFor()
    expect(server.last('resume')?.session_id).toBe('fresh-0')
    expect(await page.locator('[data-part=said]').allTextContents()).toEqual(['one', 'two'])
  })
})
