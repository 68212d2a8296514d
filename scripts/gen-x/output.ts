// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { EXIT, KitError } from '../exit.ts'

/** Something to write, and where to; `-` is stdout. */
export interface Output {
  /** The option that names it. */
  readonly option: string
  readonly path: string | undefined
}

/**
 * Looks, before any work is done, whether these can be written. True when one of them goes to stdout, which must then
 * carry nothing else. Throws {@link KitError}.
 */
export async function checkOutputs(outputs: readonly Output[]): Promise<boolean> {
  for (const { option, path } of outputs) {
    if (path === undefined || path === '-') continue
    await access(dirname(resolve(path)), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      throw new KitError(EXIT.usage, `${option} '${path}' cannot be written (${error.code}). Does its folder exist?`)
    })
  }
  const taking = outputs.filter(({ path }) => path === '-')
  if (taking.length > 1) {
    const options = taking.map(({ option }) => option).join(' and ')
    throw new KitError(EXIT.usage, `${options} cannot both go to stdout. Give one of them a file.`)
  }
  return taking.length === 1
}

/** Writes a file, or stdout for `-`. Throws {@link KitError}. */
export async function writeOutput({ option, path }: Output, content: string | Uint8Array): Promise<void> {
  if (path === undefined) return
  if (path === '-') {
    process.stdout.write(content)
    return
  }
  await writeFile(path, content).catch((error: NodeJS.ErrnoException) => {
    throw new KitError(EXIT.outside, `${option} '${path}' cannot be written (${error.code}). Give another file.`)
  })
}
