// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { EXIT, KitError } from '../scripts/exit.ts'
import * as commands from './commands.ts'

const whole = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number from 1.')
  return number
}

const LAB = 'a number or a name; the current one if left out'

export function program(): Command {
  const lab = new Command('./kit lab')
    .description('Labs cut out of this app: you write the missing piece in work/, and hear or see what it does.')
    .showSuggestionAfterError()
    .showHelpAfterError('(./kit lab --help lists what there is)')
    .helpCommand(false)
  lab.commandsGroup('Begin:')
  lab.command('list').description('all labs and where you stand').option('--json', 'as JSON').action(commands.list)
  lab.command('start').description('make work/ and begin').argument('[lab]', LAB).action(commands.start)
  lab.commandsGroup('Work:')
  lab
    .command('check')
    .description('does your code do what the lab asks')
    .argument('[lab]', LAB)
    .option('--json', 'as JSON')
    .option('--watch', 'again whenever you save')
    .action(commands.check)
  lab
    .command('run')
    .description('run the app from work/')
    .argument('[lab]', LAB)
    .option('--port <number>', 'port of the page', whole)
    .option('--open', 'open the page in a browser')
    .action(commands.run)
  lab
    .command('serve')
    .description('the labs beside your app, in one page')
    .option('--port <number>', 'port of the page', whole, 3000)
    .option('--open', 'open the page in a browser')
    .action(commands.serve)
  lab
    .command('hint')
    .description('a hint; ask again for the next')
    .argument('[lab]', LAB)
    .option('--level <number>', 'this one again', whole)
    .action(commands.hint)
  lab.command('diff').description("your code beside the app's").argument('[lab]', LAB).action(commands.diff)
  lab.command('next').description('go on with the next lab').action(commands.next)
  lab.command('progress').description('how far you are').option('--json', 'as JSON').action(commands.progress)
  lab.commandsGroup('Give up or start over (your code is kept in .kit/saved):')
  lab
    .command('solve')
    .description("put the app's code into a lab's places")
    .argument('[lab]', LAB)
    .action(commands.solve)
  lab
    .command('reset')
    .description('put the stubs back')
    .argument('[lab]', LAB)
    .option('--all', 'make work/ anew')
    .action(commands.reset)
  lab.commandsGroup('For those who write labs:')
  lab
    .command('verify')
    .description('prove that every lab fails, passes and explains itself')
    .argument('[lab]', 'only this one')
    .action(commands.verify)
  return lab
}

/** `./kit lab …`. */
export async function labCommand(words: readonly string[]): Promise<void> {
  const lab = program()
  for (const command of [lab, ...lab.commands]) command.exitOverride()
  if (words.length === 0) {
    lab.outputHelp()
    return
  }
  try {
    await lab.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Commander has said what is wrong already.
    if (error.exitCode !== 0) throw new KitError(EXIT.usage, '')
  }
}
