// SPDX-License-Identifier: Apache-2.0
import { findChromium } from '../chromium.ts'
import { claimable } from '../start/port.ts'
import { bad, type Chapter, type Env, type Finding, messageOf, ok, warn } from './finding.ts'

async function portFinding(env: Env): Promise<Finding> {
  const port = Number(env.PORT || 3000)
  const name = `port ${port}`
  try {
    await claimable(env.HOST || '127.0.0.1', port)
    return ok(name, 'free')
  } catch (error) {
    return bad(name, messageOf(error), 'Stop what uses it, or take another: npm start -- --port 3001.')
  }
}

/** What `npm start` and `npm test` need of this machine. */
export async function machine(env: Env): Promise<Chapter> {
  const chromium = findChromium()
  return {
    title: 'This machine',
    findings: [
      ok('Node.js', process.versions.node),
      ok('packages', 'installed as locked'),
      chromium === undefined
        ? warn('Chromium', 'none found; browser tests are skipped', 'Install one, or set CHROMIUM_PATH.')
        : ok('Chromium', chromium),
      await portFinding(env),
    ],
  }
}
