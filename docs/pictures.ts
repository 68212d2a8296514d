// SPDX-License-Identifier: Apache-2.0

/**
 * The pictures of the page in README and docs, of a real conversation whose first turn is spoken: models, voice server and
 * microphone are those of `npm start`. Run it when the page looks different: `npx tsx docs/pictures.ts`.
 */

import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildWeb } from '../app/web/build.ts'
import { findChromium, launchChromium } from '../app/web/test/chromium.ts'
import { WholeApp } from '../app/web/test/whole-app.ts'
import { ROOT } from '../scripts/paths.ts'

const PUBLIC = join(ROOT, 'docs/public')
const SCHEMES = ['light', 'dark'] as const

async function picture(page: Page, name: string, of?: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme })
    await page.waitForTimeout(400)
    const path = join(PUBLIC, `${name}-${colorScheme}.png`)
    await (of === undefined ? page.screenshot({ path }) : page.locator(of).screenshot({ path }))
    process.stdout.write(`${path}\n`)
  }
}

const executable = findChromium()
if (executable === null) throw new Error('No Chromium found. Install one or set CHROMIUM_PATH.')
await buildWeb()
const app = await WholeApp.start()
try {
  // Nobody's first turn: what is loaded when it is first needed is loaded now.
  for (const words of ['What pizzas do you have?', 'I would like two large pepperoni pizzas']) await app.say(words)
  const said = await app.say('I would like two large pepperoni pizzas')
  const browser = await launchChromium(executable, said.file)
  const context = await browser.newContext({
    permissions: ['microphone'],
    viewport: { width: 1280, height: 1000 },
    deviceScaleFactor: 1.25,
  })
  const page = await context.newPage()
  await page.goto(app.url)
  await page.locator('[data-connection=open]').waitFor()
  const answered = () => page.locator('[data-turn]:last-child[data-phase=done]').waitFor({ timeout: 60_000 })

  await page.getByRole('button', { name: 'Talk' }).click()
  await page.locator('[data-microphone=on]').waitFor()
  await page.waitForTimeout(said.ms)
  await page.getByRole('button', { name: 'Done talking' }).click()
  await answered()
  await page.locator('[data-stage=listen]').waitFor()
  await page.locator('[data-stage=play]').waitFor()
  await picture(page, 'latency-strip', 'section[aria-labelledby=latency]')

  await page.getByLabel('Type what you would like').fill('Add a small margherita please')
  await page.getByLabel('Type what you would like').press('Enter')
  await page.locator('[data-playback=playing]').waitFor({ timeout: 20_000 })
  await answered()
  await page.locator('[data-stage=play]').waitFor()
  await page.locator('h2').first().scrollIntoViewIfNeeded()
  await picture(page, 'page')
  await browser.close()
} finally {
  await app.stop()
}
