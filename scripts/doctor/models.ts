// SPDX-License-Identifier: Apache-2.0
import { ROLE_NAMES, ROLES } from '../start/models.ts'
import { withoutCredentials } from '../start/summary.ts'
import { bad, type Chapter, type Env, type Finding, ok } from './finding.ts'

/** Asks a model for its list, as `npm start` would. Keys are sent, never shown. */
async function modelFinding(role: (typeof ROLES)[number], env: Env): Promise<Finding> {
  const name = ROLE_NAMES[role]
  const base = env[`${role}_BASE_URL`]
  if (!base) return ok(name, `${role}_BASE_URL is not set: the rehearsal model of this machine`)
  const shown = withoutCredentials(base)
  try {
    const key = env[`${role}_API_KEY`]
    const response = await fetch(`${base.replace(/\/+$/, '')}/models`, {
      headers: key ? { authorization: `Bearer ${key}` } : {},
      signal: AbortSignal.timeout(5_000),
    })
    if (response.ok) return ok(name, `${shown} answers`)
    const isKey = response.status === 401 || response.status === 403
    const fix = isKey ? `Check ${role}_API_KEY.` : `Does ${role}_BASE_URL end in /v1?`
    return bad(name, `${shown} answers ${response.status}`, fix)
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return bad(name, `${shown} does not answer (${why})`, `Start it, or unset ${role}_BASE_URL.`)
  }
}

/** The models that `npm start` would talk to. */
export async function models(env: Env): Promise<Chapter> {
  return { title: 'Models of the app', findings: await Promise.all(ROLES.map((role) => modelFinding(role, env))) }
}
