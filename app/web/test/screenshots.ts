// SPDX-License-Identifier: Apache-2.0

/**
 * Pictures of the page in use, for people to look at: `tsx app/web/test/screenshots.ts FOLDER`.
 * Everything in them is real: rehearsal models, voice server, a conversation with two GPUs rehearsed.
 */

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Frame, Page } from 'playwright-core'
import { buildWeb } from '../build.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { HostPage } from './host-page.ts'
import { WholeApp } from './whole-app.ts'

const SIZES = {
  phone: { width: 320, height: 640 },
  desktop: { width: 1280, height: 800 },
  projector: { width: 1920, height: 1080 },
} as const
const SCHEMES = ['light', 'dark'] as const

const folder = resolve(process.argv[2] ?? 'screenshots')
const executable = findChromium()
if (executable === null) throw new Error('No Chromium found. Set CHROMIUM_PATH.')
await Promise.all([buildWeb(), mkdir(folder, { recursive: true })])
const app = await WholeApp.start()
const host = await HostPage.start(app.url)
const browser = await launchChromium(executable)
const context = await browser.newContext()
const page = await context.newPage()

async function pictures(of: Page, what: string, sizes: readonly (keyof typeof SIZES)[]): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await of.emulateMedia({ colorScheme })
    for (const size of sizes) {
      await of.setViewportSize(SIZES[size])
      await of.waitForTimeout(300)
      const path = join(folder, `${what}-${size}-${colorScheme}.png`)
      await of.screenshot({ path })
      process.stdout.write(`${path}\n`)
    }
  }
}

async function ask(view: Page | Frame, text: string): Promise<void> {
  await view.getByLabel('Type what you would like').fill(text)
  await view.getByLabel('Type what you would like').press('Enter')
  await view.locator('[data-turn]').filter({ hasText: text }).locator('[data-part=reply]').waitFor()
}
const answered = (view: Page | Frame) =>
  view.locator('[data-turn]:last-child[data-phase=done]').waitFor({ timeout: 40_000 })

await page.goto(app.url)
await page.locator('[data-connection=open]').waitFor()
await pictures(page, 'welcome', ['phone', 'desktop', 'projector'])

await ask(page, 'I would like two large pepperoni pizzas')
await answered(page)
await page.getByLabel('Rehearse a GPU').selectOption({ index: 1 })
await ask(page, 'Add a small margherita please')
await page.locator('[data-playback=playing]').waitFor({ timeout: 20_000 })
await page.waitForTimeout(1_500)
await pictures(page, 'speaking', ['desktop'])
await answered(page)
await page.getByLabel('Rehearse a GPU').selectOption({ index: 2 })
await ask(page, 'And a vegetarian pizza')
await answered(page)
await page.locator('[data-stage=voice]').waitFor()
await pictures(page, 'conversation', ['phone', 'desktop', 'projector'])
await page.setViewportSize(SIZES.phone)
await page.locator('#gen-x').scrollIntoViewIfNeeded()
await page.screenshot({ path: join(folder, 'gauge-phone.png') })
await page.getByLabel('Rehearse a GPU').selectOption({ index: 3 })
await page.setViewportSize(SIZES.desktop)
for (const text of ['Medium please', 'That is all', 'Pickup please', 'Yes, place the order']) {
  await ask(page, text)
  await answered(page)
}
await page
  .locator('[data-part=status]')
  .getByText('Confirmed')
  .waitFor({ timeout: 5_000 })
  .catch(async () => {
    throw new Error(
      `The order was not confirmed: ${(await page.locator('[data-part=reply]').allTextContents()).join(' / ')}`,
    )
  })
await pictures(page, 'order', ['desktop'])

const stranger = await context.newPage()
await stranger.goto(host.url)
const frame = stranger.frames().find((candidate) => candidate.url().startsWith(app.url))
if (frame === undefined) throw new Error('The app is not in its frame.')
await frame.locator('[data-connection=open]').waitFor()
await ask(frame, 'What pizzas do you have?')
await answered(frame)
await pictures(stranger, 'frame', ['desktop'])

await browser.close()
await host.close()
await app.stop()
