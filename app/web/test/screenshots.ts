// SPDX-License-Identifier: Apache-2.0

/**
 * Pictures of the page in use, for people to look at: `tsx app/web/test/screenshots.ts FOLDER`.
 * Everything in them is real: rehearsal models, voice server, a conversation of two turns.
 */

import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildWeb } from '../build.ts'
import { findChromium, launchChromium } from './chromium.ts'
import { WholeApp } from './whole-app.ts'

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const
const TURNS = ['I would like two large pepperoni pizzas', 'Add a small margherita please']

const folder = resolve(process.argv[2] ?? 'screenshots')
const executable = findChromium()
if (executable === null) throw new Error('No Chromium found. Set CHROMIUM_PATH.')
await Promise.all([buildWeb(), mkdir(folder, { recursive: true })])
const app = await WholeApp.start()
const browser = await launchChromium(executable)

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of Object.entries(SIZES)) {
    const context = await browser.newContext({ colorScheme, viewport, deviceScaleFactor: 2 })
    const page = await context.newPage()
    const picture = async (what: string) => {
      const path = join(folder, `${what}-${name}-${colorScheme}.png`)
      await page.screenshot({ path })
      process.stdout.write(`${path}\n`)
    }
    await page.goto(app.url)
    await page.locator('[data-connection=open]').waitFor()
    await picture('welcome')
    for (const [index, text] of TURNS.entries()) {
      await page.getByLabel('Type what you would like').fill(text)
      await page.keyboard.press('Enter')
      await page.locator('[data-phase=done]').nth(index).waitFor({ timeout: 30_000 })
    }
    await page.locator('[data-stage=voice]').waitFor()
    await picture('conversation')
    await context.close()
  }
}
await browser.close()
await app.stop()
