// SPDX-License-Identifier: Apache-2.0
import { workshopJsonSchema } from '../../infra/workshop/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { good } from '../terminal.ts'
import { readWorkshop } from './command.ts'

/** `./kit workshop check` and `./kit workshop schema`. Throws {@link KitError}. */
export async function workshopCommand(what: string, options: { readonly workshop?: string }): Promise<void> {
  switch (what) {
    case 'schema':
      process.stdout.write(`${JSON.stringify(workshopJsonSchema(), null, 2)}\n`)
      return
    case 'check': {
      const { name, attendees } = await readWorkshop(options.workshop)
      process.stdout.write(
        `${good('✓')} ${options.workshop ?? 'workshop.yaml'}: ${name}, ${attendees} attendees. Next: ./kit plan\n`,
      )
      return
    }
    default:
      throw new KitError(
        EXIT.usage,
        `'./kit workshop ${what}' is not known. There are ./kit workshop check and ./kit workshop schema.`,
      )
  }
}
