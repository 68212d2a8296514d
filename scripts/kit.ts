// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { EXIT, KitError } from './exit.ts'
import { bad } from './terminal.ts'

const port = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return number
}

const count = (value: string): number => {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new InvalidArgumentError('It is a whole number from 1 to 10000.')
  return number
}

/** The command line, each subcommand loaded from its own room when it is called. */
export function program(): Command {
  const kit = new Command('./kit')
    .description('A workshop kit for voice agents on GPUs: a talking pizza shop, guided labs, tools.')
    .showSuggestionAfterError()
    .showHelpAfterError('(./kit --help lists what there is; add --help to any command)')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a check or gate said no, 2 wrong usage or input, 3 something outside failed.',
    )

  kit.commandsGroup('For attendees:')
  kit
    .command('start')
    .description('run the talking pizza shop on this machine (npm start)')
    .option('--port <number>', 'port of the page', port)
    .option('--open', 'open the page in a browser')
    .option('--verbose', 'show what the processes log')
    .action(async (options) => (await import('./start.ts')).start(options))
  kit
    .command('orders')
    .description('what was ordered, the newest first; also while the shop runs')
    .option('--json', 'as JSON')
    .option('--limit <number>', 'how many at most', count, 20)
    .action(async (options) => (await import('./orders.ts')).orders(options))
  kit
    .command('connect')
    .description("settings of an access card into .env, so that npm start uses the workshop's models; tries all three")
    .argument('<card>', 'a card: its file, its one line, or - for stdin')
    .option('--env <file>', 'file to write; .env of the kit if left out')
    .option('--force', 'replace settings that are there already')
    .option('--json', 'as JSON')
    .action(async (card, options) => (await import('./connect/command.ts')).connectCommand(card, options))
  kit
    .command('lab')
    .description('the guided labs: list, start, check, hint, …')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[words...]')
    .action(async (words: string[]) => (await import('../labs/cli.ts')).labCommand(words))

  kit.commandsGroup('For instructors:')
  kit
    .command('doctor')
    .description('is everything ready: this machine, models, AWS, Red Hat, licences; with a fix for what is not')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./doctor/command.ts')).doctor(options))
  kit
    .command('plan')
    .description('what a workshop needs and costs: slices, GPUs, nodes, dollars')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--attendees <number>', 'as if so many came', count)
    .option('--instance <type>', 'as if on this instance type')
    .option('--gen-x <file>', 'report of ./kit gen-x measure --json, measured on the slice of text to speech')
    .option('--html <file>', 'one page with every GPU drawn; - is stdout')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./plan/command.ts')).planCommand(options))
  kit
    .command('workshop')
    .description('check a workshop file, or print its JSON Schema for editors')
    .argument('<what>', 'check or schema')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .action(async (what, options) => (await import('./plan/workshop-command.ts')).workshopCommand(what, options))
  kit
    .command('manifests')
    .description('what goes onto the cluster, as folders of YAML, one per wave')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--out <folder>', 'where to; dist/manifests if left out; - is stdout')
    .option('--json', 'say as JSON what was written')
    .action(async (options) => (await import('./cluster/manifests-command.ts')).manifestsCommand(options))
  kit
    .command('validate')
    .description("what goes onto the cluster, checked against a cluster's CustomResourceDefinitions")
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--crds <folder>', 'definitions as files; those of the current oc context if left out')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./cluster/validate-command.ts')).validateCommand(options))
  kit
    .command('apply')
    .description('the workshop onto the cluster of the current oc context; goes on where it stopped')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--dry-run', 'let the cluster check everything and keep nothing')
    .option('--again', 'also what is ready as it is')
    .option('--no-gpu', 'there is no GPU node now: apply the models, wait for nothing that needs one')
    .action(async (options) => (await import('./cluster/apply-command.ts')).applyCommand(options))
  kit
    .command('build')
    .description('app and guide of this folder, built on the cluster and taken up there')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .action(async (options) => (await import('./cluster/build-command.ts')).buildCommand(options))
  kit
    .command('attendees')
    .description('who takes part, and the cards that let them in')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--csv [file]', 'passwords and access cards as CSV, to stdout if no file is given')
    .option('--cards <folder>', 'one access card per file, for ./kit connect')
    .option('--json', 'as JSON, with passwords and cards')
    .action(async (options) => (await import('./cluster/attendees-command.ts')).attendeesCommand(options))
  kit
    .command('delete')
    .description('take a workshop off the cluster of the current oc context')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--confirm <name>', 'name of the workshop, to show that you mean it')
    .option('--dry-run', 'only say what would be deleted')
    .action(async (options) => (await import('./cluster/delete-command.ts')).deleteCommand(options))
  kit
    .command('capacity')
    .description('Capacity Blocks of GPUs: what is offered, and buying one with its fee typed back')
    .argument('<what>', 'offers or buy')
    .argument('[offer]', 'the offer to buy')
    .option('--workshop <file>', 'the workshop; workshop.yaml of the kit if left out')
    .option('--days <number>', 'how long; as long as the class if left out', count)
    .option('--confirm <fee>', 'the fee of the offer, to the letter')
    .option('--json', 'as JSON')
    .action(async (what, offer, options) =>
      (await import('./capacity/command.ts')).capacityCommand(what, offer, options),
    )
  kit
    .command('gen-x')
    .description('measure, compare and rehearse how fast a GPU speaks')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[words...]')
    .action(async (words: string[]) => (await import('./gen-x/command.ts')).genXCommand(words))

  kit.commandsGroup('For builders:')
  kit
    .command('dev')
    .description('npm start with hot reload (npm run dev)')
    .option('--port <number>', 'port of the page', port)
    .option('--open', 'open the page in a browser')
    .action(async (options) => (await import('./start.ts')).start({ ...options, dev: true }))
  kit
    .command('check')
    .description('format, lint, types, import arrows (npm run check)')
    .action(async () => (await import('./check.ts')).check())
  kit
    .command('test')
    .description('check, unit tests, browser tests, labs, docs (npm test)')
    .option('--only <parts>', 'comma-separated: check, unit, browser, labs, docs')
    .action(async (options) => (await import('./test.ts')).test(options))
  kit
    .command('bench')
    .description('measure what the kit promises: time to first audio, word errors, …')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[words...]')
    .action(async (words: string[]) => (await import('./bench.ts')).bench(words))
  kit
    .command('docs')
    .description('serve the documentation with hot reload')
    .option('--build', 'build it into docs/.vitepress/dist and check its links instead')
    .option('--port <number>', 'port to serve on', port, 5173)
    .action(async (options) => (await import('../docs/cli.ts')).docs(options))
  return kit
}

/** Runs one command line and says how it ended. */
export async function main(argv: readonly string[]): Promise<number> {
  const kit = program()
  const commands = [kit, ...kit.commands]
  for (const command of commands) command.exitOverride()
  if (argv.length === 0) {
    kit.outputHelp()
    return EXIT.done
  }
  try {
    await kit.parseAsync(argv, { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (error instanceof KitError) {
      if (error.message) console.error(bad(error.message))
      return error.code
    }
    throw error
  }
}
