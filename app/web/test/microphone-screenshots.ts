// SPDX-License-Identifier: Apache-2.0

/**
 * Pictures of the customer's side of the page, for people to look at: `tsx app/web/test/microphone-screenshots.ts FOLDER`.
 * Talking in every way, and what the page says when something is missing.
 */

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { buildWeb } from '../build.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { flite } from './flite.ts'
import { fakeMicrophone, type MicrophoneOptions, plug, say, unplug } from './microphone.ts'
import { VoiceDouble } from './voice-double.ts'

const SIZES = [
  { width: 320, height: 640 },
  { width: 768, height: 900 },
  { width: 1280, height: 800 },
]
const NAMES = ['Desk microphone', 'Headset with a rather long name (USB Audio, 0d8c:0014)']

const folder = resolve(process.argv[2] ?? 'screenshots')
const executable = findChromium()
if (executable === null) throw new Error('No Chromium found. Set CHROMIUM_PATH.')
const [{ outDir }, speech] = await Promise.all([
  buildWeb(),
  flite(
    'I would like two large pepperoni pizzas and a small margherita, please, and I would like them delivered',
    'rms',
  ),
  mkdir(folder, { recursive: true }),
])
const browser = await launchChromium(executable)

async function state(
  name: string,
  microphone: MicrophoneOptions,
  bring: (page: Page, server: VoiceDouble) => Promise<void>,
): Promise<void> {
  const server = await VoiceDouble.start({ outDir, replyMs: 20_000 })
  const context = await browser.newContext()
  // What tsx calls in functions that it compiled; the ones below run in the page.
  await context.addInitScript('globalThis.__name = (made) => made')
  await fakeMicrophone(context, { names: NAMES, ...microphone })
  const page = await context.newPage()
  await page.goto(server.url)
  await page.locator('[data-connection=open]').waitFor()
  await bring(page, server)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.waitForTimeout(150)
      const path = join(folder, `${name}-${size.width}-${colorScheme}.png`)
      await page.screenshot({ path })
      process.stdout.write(`${path}\n`)
    }
  }
  await context.close()
  await server.close()
}

const handsFree = async (page: Page) => {
  await page.getByText('Hands-free').click()
  await page.locator('[data-microphone=armed]').waitFor()
}

await state('pressed', {}, async (page) => {
  await page.getByRole('button', { name: 'Talk' }).click()
  await page.locator('[data-microphone=on]').waitFor()
  await say(page, speech)
})
await state('hands-free', {}, handsFree)
await state('hands-free-speaking', {}, async (page) => {
  await handsFree(page)
  await say(page, speech)
  await page.locator('[data-microphone=on]').waitFor()
})
await state('hands-free-reply', {}, async (page) => {
  await handsFree(page)
  await page.getByLabel('Type what you would like').fill('two large pepperoni pizzas')
  await page.keyboard.press('Enter')
  await page.locator('[data-phase=speaking]').waitFor()
})
await state('denied', { error: 'NotAllowedError' }, async (page) => {
  await page.getByRole('button', { name: 'Talk' }).click()
  await page.locator('[data-problem=denied]').waitFor()
})
await state('unplugged', {}, async (page) => {
  await handsFree(page)
  await unplug(page)
  await plug(page, ['Desk microphone'])
  await page.locator('[data-problem=lost_microphone]').waitFor()
})
await state('going-away', {}, async (page, server) => {
  server.goAway(60_000)
  await page.locator('[data-problem=going_away]').waitFor()
  await page.getByLabel('Type what you would like').fill('two large pepperoni pizzas')
  await page.keyboard.press('Enter')
})
await browser.close()
