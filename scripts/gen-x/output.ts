// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises'
import { EXIT, KitError } from '../exit.ts'

/** Something to write, and where to; `-` is stdout. */
export interface Output {
  /** The option that names it. */
  readonly option: string
  readonly path: string | undefined
}

/** True when one of these goes to stdout, which must then carry nothing else. Throws {@link KitError} when two do. */
export function takesStdout(outputs: readonly Output[]): boolean {
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
    throw new KitError(EXIT.outside, `${option} '${path}' cannot be written (${error.code}). Does its folder exist?`)
  })
}
