// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type GenXReport, genXReportSchema } from '../../app/core/contract/index.ts'
import { compareInstances, planWorkshop, withAttendees } from '../../infra/capacity/index.ts'
import { INSTANCE_TYPES, instanceType } from '../../infra/gpu/index.ts'
import { didYouMean, loadWorkshop, type Workshop, WorkshopError } from '../../infra/workshop/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { checkOutputs, writeOutput } from '../gen-x/output.ts'
import { ROOT } from '../paths.ts'
import type { Report } from './report.ts'

/** What `./kit plan` takes. */
export interface PlanOptions {
  readonly workshop?: string
  readonly attendees?: number
  readonly instance?: string
  readonly genX?: string
  readonly html?: string
  readonly json?: boolean
}

/** A workshop file, `workshop.yaml` at the root when none is named. Throws {@link KitError}. */
export async function readWorkshop(file: string = join(ROOT, 'workshop.yaml')): Promise<Workshop> {
  return loadWorkshop(file).catch((error: unknown) => {
    throw error instanceof WorkshopError ? new KitError(EXIT.usage, error.message) : error
  })
}

async function readGenX(file: string): Promise<GenXReport> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new KitError(
      EXIT.usage,
      `--gen-x '${file}' cannot be read (${error.code}). Make one: ./kit gen-x measure --json FILE.`,
    )
  })
  try {
    return genXReportSchema.parse(JSON.parse(text))
  } catch {
    throw new KitError(EXIT.usage, `--gen-x '${file}' is no gen-x report. Make one: ./kit gen-x measure --json FILE.`)
  }
}

function onInstance(workshop: Workshop, instance: string): Workshop {
  if (instanceType(instance) === undefined) {
    const known = INSTANCE_TYPES.map(({ id }) => id)
    const meant = didYouMean(instance, known)
    const next = meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${meant}?`
    throw new KitError(EXIT.usage, `--instance '${instance}' is not in the catalogue. ${next}`)
  }
  return { ...workshop, gpu: { ...workshop.gpu, instance } }
}

/** Everything that a plan is told with. */
export function reportOf(workshop: Workshop, genX: GenXReport | null): Report {
  const { attendees } = workshop
  const around = [attendees - 10, attendees + 10].filter((people) => people >= 1 && people <= 10_000)
  return {
    outcome: planWorkshop(workshop, genX),
    around: around.map((people) => ({ attendees: people, outcome: withAttendees(workshop, people, genX) })),
    alternatives: compareInstances(workshop, genX),
  }
}

/** `./kit plan`: a workshop in slices, GPUs, nodes and money. Throws {@link KitError}; exit code 1 when it does not work out. */
export async function planCommand(options: PlanOptions): Promise<void> {
  const html = { option: '--html', path: options.html }
  const quiet = await checkOutputs([html, { option: '--json', path: options.json ? '-' : undefined }])
  const written = await readWorkshop(options.workshop)
  const people = options.attendees === undefined ? written : { ...written, attendees: options.attendees }
  const workshop = options.instance === undefined ? people : onInstance(people, options.instance)
  const report = reportOf(workshop, options.genX === undefined ? null : await readGenX(options.genX))
  if (options.html !== undefined) await writeOutput(html, (await import('./page.ts')).planPage(report))
  if (options.json) process.stdout.write(`${JSON.stringify((await import('./as-json.ts')).asJson(report), null, 2)}\n`)
  else if (!quiet) process.stdout.write(`${(await import('./text.ts')).planText(report)}\n`)
  const { outcome } = report
  if (outcome.kind === 'cannot-run') throw new KitError(EXIT.no, `This cannot run on ${outcome.instance.id}.`)
  if (outcome.problems.length > 0)
    throw new KitError(EXIT.no, `The workshop file says no: ${outcome.problems.join('; ')}.`)
}
