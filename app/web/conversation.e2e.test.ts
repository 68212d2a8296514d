// SPDX-License-Identifier: Apache-2.0

/**
 * A conversation with nothing replaced: a recording of two sentences in a room, spoken into Chromium's own fake microphone
 * hands-free, real recogniser, agent and synthesiser; and then the voice server is restarted in the middle of a reply.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeS16le } from '#core/pcm'
import { writeWav } from '#core/wav'
import { buildWeb } from './build.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { FLITE_RATE, flite } from './test/flite.ts'
import { roomNoise } from './test/room-noise.ts'
import { WholeApp } from './test/whole-app.ts'
import { type Frame, watchWire } from './test/wire.ts'

const executable = findChromium()
if (executable === null) console.warn('No Chromium found, so no conversation is held in a browser. Set CHROMIUM_PATH.')

const FIRST = 'I would like two large pepperoni pizzas'
const SECOND = 'Add a small margherita please'
/** From one sentence to the next: long enough for the answer to be heard. */
const PAUSE_S = 12

describe.skipIf(executable === null)('a conversation in Chromium', { timeout: 60_000 }, () => {
  let app: WholeApp
  let browser: Browser
  let page: Page
  let folder: string
  let wire: readonly Frame[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kit-conversation-'))
    await buildWeb()
    const [started, sound] = await Promise.all([WholeApp.start(), twoSentences()])
    app = started
    const file = join(folder, 'two-sentences.wav')
    await writeFile(file, writeWav(encodeS16le(sound), FLITE_RATE))
    browser = await launchChromium(executable ?? '', file)
    page = await (await browser.newContext({ permissions: ['microphone'] })).newPage()
    wire = watchWire(page)
    await page.goto(app.url)
    await page.locator('[data-connection=open]').waitFor()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const answered = (said: string | RegExp) =>
    page
      .locator('[data-turn]:last-child[data-phase=done]')
      .filter({ has: page.locator('[data-part=said]', { hasText: said }) })
      .waitFor({ timeout: 50_000 })

  it('two sentences in one recording are two turns, without a hand on the page', async () => {
    await page.getByText('Hands-free').click()
    // A slow machine is still giving the first answer when the second sentence comes, and is interrupted: two turns as well.
    await answered(/small margherita/i)
    const said = await page.locator('[data-part=said]').allTextContents()
    expect(said).toHaveLength(2)
    expect(said[0]).toMatch(/two large pepperoni pizzas/i)
    expect(said[1]).toMatch(/small margherita/i)
    expect(await page.locator('[data-part=item]').allTextContents()).toEqual([
      expect.stringMatching(/2 ×.*large.*pepperoni/i),
      expect.stringMatching(/1 ×.*small.*margherita/i),
    ])
    const sent = wire.flatMap(({ sent, type }) => (sent && type.startsWith('audio_') ? [type] : []))
    expect(sent).toEqual(['audio_begin', 'audio_end', 'audio_begin', 'audio_end'])
    await page.getByRole('button', { name: 'Stop listening' }).click()
  })

  it('goes on after the server was restarted in the middle of a reply', async () => {
    const before = await page.locator('[data-part=total]').textContent()
    const type = async (text: string) => {
      await page.getByLabel('Type what you would like').fill(text)
      await page.keyboard.press('Enter')
    }
    await type('What pizzas do you have?')
    await page.locator('[data-phase=speaking]').waitFor({ timeout: 15_000 })
    const restarted = app.restartServer()
    await page.locator('[data-connection=lost]').waitFor({ timeout: 15_000 })
    await type('What is in my order?')
    await restarted
    await page.locator('[data-connection=open]').waitFor({ timeout: 15_000 })
    await answered('What is in my order?')

    expect(wire.some(({ sent, type }) => !sent && type === 'going_away')).toBe(true)
    const hello = wire.findLast(({ type }) => type === 'hello')
    expect(hello?.message).toMatchObject({ resumed: true })
    expect(wire.filter(({ sent, type }) => sent && type === 'text').map(({ message }) => message.text)).toEqual([
      'What pizzas do you have?',
      'What is in my order?',
    ])
    expect(await page.locator('[data-part=total]').textContent()).toBe(before)
    expect(await page.locator('[data-part=reply]').last().textContent()).toMatch(/pepperoni/i)
  })
})

async function twoSentences(): Promise<Float32Array> {
  const [first, second] = await Promise.all([flite(FIRST, 'rms'), flite(SECOND, 'slt')])
  const at = FLITE_RATE
  const then = at + first.length + PAUSE_S * FLITE_RATE
  const sound = roomNoise((then + second.length) / FLITE_RATE + 2, 5, { air: 0.001, fan: 0.003 })
  for (const [speech, start] of [
    [first, at],
    [second, then],
  ] as const) {
    for (let i = 0; i < speech.length; i++) sound[start + i] = (sound[start + i] ?? 0) + 1.5 * (speech[i] ?? 0)
  }
  return sound
}
