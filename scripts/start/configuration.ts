// SPDX-License-Identifier: Apache-2.0
import { ConfigError, readConfig } from '../../app/server/config.ts'
import { EXIT, KitError } from '../exit.ts'
import { rehearsed } from './models.ts'

/** Stands for a rehearsal model until it is known where it listens. */
const REHEARSED_URL = 'http://127.0.0.1/v1'

/** Finds the mistakes in the voice server's settings before anything slow begins. Throws {@link KitError} that names them all. */
export function acceptable(env: Readonly<Record<string, string | undefined>>): void {
  const urls = Object.fromEntries(rehearsed(env).map((role) => [`${role}_BASE_URL`, REHEARSED_URL]))
  try {
    readConfig({ ...env, ...urls })
  } catch (error) {
    throw error instanceof ConfigError ? new KitError(EXIT.usage, error.message) : error
  }
}
