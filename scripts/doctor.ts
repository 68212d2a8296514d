// SPDX-License-Identifier: Apache-2.0
import { findChromium } from './chromium.ts'
import { EXIT, KitError } from './exit.ts'
import { ROLE_NAMES, ROLES } from './start/models.ts'
import { claimable } from './start/port.ts'
import { withoutCredentials } from './start/summary.ts'
import { bad, dim, good, paint, table } from './terminal.ts'

/** One thing looked at. `warn` is something that only matters to some. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly detail: string
}

type Env = Readonly<Record<string, string | undefined>>

async function portFinding(env: Env): Promise<Finding> {
  const port = Number(env.PORT || 3000)
  try {
    await claimable(env.HOST || '127.0.0.1', port)
    return { name: `port ${port}`, state: 'ok', detail: 'free' }
  } catch (error) {
    return { name: `port ${port}`, state: 'bad', detail: error instanceof Error ? error.message : String(error) }
  }
}

/** Asks a model for its list, as `npm start` would. Keys are sent, never shown. */
async function modelFinding(role: (typeof ROLES)[number], env: Env): Promise<Finding> {
  const name = ROLE_NAMES[role]
  const base = env[`${role}_BASE_URL`]
  if (!base) return { name, state: 'ok', detail: `${role}_BASE_URL is not set: the rehearsal model of this machine` }
  const shown = withoutCredentials(base)
  try {
    const key = env[`${role}_API_KEY`]
    const response = await fetch(`${base.replace(/\/+$/, '')}/models`, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
      signal: AbortSignal.timeout(5_000),
    })
    if (response.ok) return { name, state: 'ok', detail: `${shown} answers` }
    const advice =
      response.status === 401 || response.status === 403 ? `check ${role}_API_KEY` : `does ${role}_BASE_URL end in /v1?`
    return { name, state: 'bad', detail: `${shown} answers ${response.status}; ${advice}` }
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return { name, state: 'bad', detail: `${shown} does not answer (${why})` }
  }
}

/** Looks at everything `npm start` and `npm test` need. */
export async function examine(env: Env): Promise<Finding[]> {
  const chromium = findChromium()
  return [
    { name: 'Node.js', state: 'ok', detail: process.versions.node },
    { name: 'packages', state: 'ok', detail: 'installed as locked' },
    chromium
      ? { name: 'Chromium', state: 'ok', detail: chromium }
      : {
          name: 'Chromium',
          state: 'warn',
          detail: 'none found; browser tests are skipped. Install one or set CHROMIUM_PATH',
        },
    await portFinding(env),
    ...(await Promise.all(ROLES.map((role) => modelFinding(role, env)))),
  ]
}

const MARKS = { ok: good('✓'), warn: paint('yellow', '!'), bad: bad('✗') } as const

/** `./kit doctor`. */
export async function doctor(options: { readonly json?: boolean }): Promise<void> {
  const findings = await examine(process.env)
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
  else
    process.stdout.write(
      `${table(findings.map(({ name, state, detail }) => [MARKS[state], name, dim(detail.replaceAll('\n', ' '))]))}\n`,
    )
  if (findings.some(({ state }) => state === 'bad')) {
    if (options.json) process.exitCode = EXIT.outside
    else throw new KitError(EXIT.outside, '\nMend what is marked ✗, then try again.')
  }
}
