// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError, Option } from 'commander'
import { REFERENCE_GPUS } from '../../app/core/gen-x/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { jsonObject, loads, milliseconds, positive, share, whole } from './arguments.ts'
import { ENCODINGS } from './pcm-reader.ts'
import { DIALECTS } from './target.ts'

const AFTER = `
Exit codes: 0 done, 1 a gate said no (--fail-under, --regression), 2 wrong usage or input, 3 nothing could be
measured: the server is down, refuses, or sends no sound. What was not measured prints as n/a and fails a gate.`

/** The command line of `./kit gen-x`. */
export function program(): Command {
  const genX = new Command('./kit gen-x')
    .description(
      'gen-x = audio seconds produced ÷ seconds elapsed: below 1 a listener hears gaps, above 2 nobody notices.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(./kit gen-x --help lists what there is; add --help to any command)')
    .helpCommand(false)
    .addHelpText('after', AFTER)
  genX
    .command('measure')
    .description('ask a server for speech and measure how it arrives')
    .requiredOption('--url <url>', 'an origin, a URL that ends in /v1, or the full path')
    .requiredOption('--model <name>', 'model to ask for')
    .requiredOption('--voice <name>', 'voice to ask for')
    .addOption(new Option('--dialect <name>', 'how to ask').choices(DIALECTS).default('speech'))
    .option('--label <words>', 'what is measured, such as "H200 MIG 2g.35gb"')
    .option('--prompts <file>', 'one prompt per line; a set of short, medium and long ones if left out')
    .option('--concurrency <numbers>', 'closed loop: listeners at once, a load each', loads, [1])
    .addOption(
      new Option('--rate <number>', 'open loop: requests per second, answered or not')
        .argParser(positive)
        .conflicts('concurrency'),
    )
    .addOption(
      new Option('--arrivals <kind>', 'how requests of --rate come')
        .choices(['poisson', 'constant'])
        .default('poisson'),
    )
    .option('--runs <number>', 'requests per load, at least one per listener; p95 needs 20', whole(1, 100_000), 20)
    .option('--warmup <number>', 'requests before each load, shown apart', whole(0, 1_000), 2)
    .option('--seed <number>', "of the prompts' order and of poisson arrivals", whole(0), 1)
    .option('--body <json>', 'more for the request, such as \'{"stream": true}\'', jsonObject, {})
    .option('--sample-rate <hertz>', 'what the sound must have', whole(8_000, 192_000))
    .addOption(new Option('--encoding <name>', 'of raw samples').choices(ENCODINGS).default('s16le'))
    .option('--prebuffer <ms>', 'wait that gaps and listeners are counted for', milliseconds, 300)
    .option('--ttfa-limit <ms>', 'a listener counts as carried when the first sound comes within', positive, 1_000)
    .option('--max-lag <ms>', 'a load is void when this tool was later than this to its own events', positive, 25)
    .option('--timeout <seconds>', 'longest silence of the server', positive, 60)
    .option('--api-key-env <name>', 'environment variable that holds the key')
    .option('--json <file>', 'everything, every chunk included; - is stdout')
    .option('--html <file>', 'one page with charts')
    .option('--prometheus <file>', 'as Prometheus text; - is stdout')
    .option('--fail-under <number>', 'exit 1 when the median gen-x of any load is below', positive)
    .action(async (options) => (await import('./measure.ts')).measureCommand(options))
  genX
    .command('compare')
    .description('reports of several GPUs or versions side by side')
    .argument('<reports...>', 'files of measure --json; the first is what the others are held against')
    .option('--html <file>', 'one page with a chart')
    .option('--json <file>', 'the rows as JSON; - is stdout')
    .option('--no-reference', 'leave the published table out')
    .option('--fail-under <number>', 'exit 1 when the median gen-x of any load is below', positive)
    .option('--regression <percent>', 'exit 1 when a report is worse than the first by more, such as 5%', share)
    .action(async (files, options) => (await import('./compare.ts')).compareCommand(files, options))
  genX
    .command('simulate')
    .description('what a listener would hear, without a GPU')
    .addOption(new Option('--gen-x <number>', 'how fast speech is made').argParser(positive))
    .addOption(
      new Option('--gpu <name>', 'as fast as published for it')
        .choices(REFERENCE_GPUS.map(({ id }) => id))
        .conflicts('genX'),
    )
    .option('--seconds <number>', 'length of the reply; the whole of --speech if given', positive)
    .option('--jitter <ms>', 'each chunk is late by up to this', milliseconds, 0)
    .option('--chunk <ms>', 'length of a chunk', positive, 40)
    .option('--ttfa <ms>', 'request to first chunk', milliseconds, 200)
    .option('--prebuffer <ms>', 'of the fixed player', milliseconds, 300)
    .option('--seed <number>', 'of the jitter', whole(0), 1)
    .option('--speech <file>', 'a WAV file to be heard; a tone if left out')
    .addOption(new Option('--playout <rule>', 'whose sound --wav is').choices(['fixed', 'adaptive']).default('fixed'))
    .option('--wav <file>', 'what is heard, gaps included')
    .option('--html <file>', 'one page with a chart')
    .option('--json <file>', 'the numbers as JSON; - is stdout')
    .action(async (options) => (await import('./simulate.ts')).simulateCommand(options))
  return genX
}

/** `./kit gen-x …`. */
export async function genXCommand(words: readonly string[]): Promise<void> {
  const genX = program()
  for (const command of [genX, ...genX.commands]) command.exitOverride()
  if (words.length === 0) {
    genX.outputHelp()
    return
  }
  try {
    await genX.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) throw new KitError(EXIT.usage, '')
      return
    }
    throw error
  }
}
