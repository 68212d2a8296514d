// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT, KitError } from '../exit.ts'
import { ROOT } from '../paths.ts'

/**
 * Takes settings from `.env` at the root (`./kit connect` writes it), or from the file that `KIT_ENV_FILE` names; from none
 * where that is empty. What is set already stays. Throws {@link KitError}.
 * @returns the file, or null when there is none
 */
export function loadEnvFile(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env.KIT_ENV_FILE
  if (named === '') return null
  const file = named ?? join(ROOT, '.env')
  if (!existsSync(file)) {
    if (named === undefined) return null
    throw new KitError(EXIT.usage, `KIT_ENV_FILE='${named}' is not there. Unset it, or name a file that is.`)
  }
  try {
    process.loadEnvFile(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new KitError(EXIT.usage, `'${file}' cannot be read (${code}).`)
  }
  return file
}
