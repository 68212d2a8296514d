// SPDX-License-Identifier: Apache-2.0
import { dim, duration, good, strong, table } from '../terminal.ts'
import { ROLE_NAMES, ROLES, type Role } from './models.ts'

/** What `npm start` tells once everything runs. */
export interface Summary {
  readonly url: string
  readonly readyMs: number
  readonly parts: readonly (readonly [name: string, ms: number])[]
  /** Names the voice server found, by role; the settings' names where it does not say. */
  readonly models: Readonly<Partial<Record<Role, string>>>
  /** Base URL per role. */
  readonly baseUrls: Readonly<Partial<Record<Role, string>>>
  readonly rehearsed: readonly Role[]
  readonly notes: readonly string[]
}

/** A base URL without the user and password someone may have put into it. */
export function withoutCredentials(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.username = ''
    parsed.password = ''
    return parsed.href
  } catch {
    return url
  }
}

/** The block of text that ends the start. */
export function summary({ url, readyMs, parts, models, baseUrls, rehearsed, notes }: Summary): string {
  const rows = ROLES.map((role) => [
    `  ${ROLE_NAMES[role]}`,
    strong(models[role] ?? 'its default model'),
    dim(`${withoutCredentials(baseUrls[role] ?? '')}${rehearsed.includes(role) ? ', rehearsal on this machine' : ''}`),
  ])
  return [
    '',
    `${good('Ready')} in ${duration(readyMs)}. Open ${strong(url)} and say: I would like two large pepperoni pizzas.`,
    '',
    table(rows),
    '',
    `  ${dim(parts.map(([name, ms]) => `${name} ${duration(ms)}`).join(' · '))}`,
    ...notes.map((note) => `  ${dim(note)}`),
    '',
  ].join('\n')
}
