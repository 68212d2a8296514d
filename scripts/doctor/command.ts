// SPDX-License-Identifier: Apache-2.0
import type { Workshop } from '../../infra/workshop/index.ts'
import { awsIdentity, awsSettings } from '../aws/session.ts'
import { EXIT, KitError } from '../exit.ts'
import { readWorkshop } from '../plan/command.ts'
import { bad, dim, good, paint, progress, strong, table } from '../terminal.ts'
import { awsChapter } from './aws.ts'
import { downloadsChapter } from './downloads.ts'
import type { Chapter, Env, Finding } from './finding.ts'
import { machine } from './machine.ts'
import { models } from './models.ts'
import { redHatChapter } from './red-hat.ts'
import { workshopChapter } from './workshop.ts'

/** What `./kit doctor` takes. */
export interface DoctorOptions {
  readonly workshop?: string
  readonly json?: boolean
}

/**
 * Looks at everything that a workshop needs, from this machine to the accounts. Changes nothing.
 * @param ask how to reach Hugging Face
 */
export async function examine(workshop: Workshop, env: Env, nowMs: number, ask = fetch): Promise<Chapter[]> {
  const { chapter, plan } = workshopChapter(workshop, nowMs)
  const settings = awsSettings(workshop.region)
  const identity = await awsIdentity(settings)
  const outside = [workshop, plan, env, identity, settings] as const
  const chapters = await Promise.all([
    machine(env),
    models(env),
    awsChapter(workshop, plan, identity, settings),
    redHatChapter(...outside),
    downloadsChapter(...outside, ask),
  ])
  const [local, app, ...accounts] = chapters
  return [local, app, chapter, ...accounts]
}

const MARKS = { ok: good('✓'), warn: paint('yellow', '!'), bad: bad('✗'), 'n/a': dim('–') } as const

function rows({ name, state, detail, fix }: Finding): string[][] {
  const first = [` ${MARKS[state]}`, name, dim(state === 'n/a' ? `n/a: ${detail}` : detail)]
  return fix === null ? [first] : [first, ['', '', `→ ${fix}`]]
}

function told(chapters: readonly Chapter[]): string {
  const width = Math.max(...chapters.flatMap(({ findings }) => findings.map(({ name }) => name.length)))
  return chapters
    .map(({ title, findings }) => {
      const lines = findings.flatMap(rows).map(([mark = '', name = '', ...rest]) => [mark, name.padEnd(width), ...rest])
      return `${strong(title)}\n${table(lines)}`
    })
    .join('\n\n')
}

/** `./kit doctor`. Throws {@link KitError} with exit code 1 when something is to be mended. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const workshop = await readWorkshop(options.workshop)
  const stop = options.json ? () => undefined : progress(() => 'asking AWS, Red Hat and Hugging Face')
  const chapters = await examine(workshop, process.env, Date.now()).finally(stop)
  const broken = chapters.flatMap(({ findings }) => findings).filter(({ state }) => state === 'bad')
  if (options.json) process.stdout.write(`${JSON.stringify(chapters, null, 2)}\n`)
  else process.stdout.write(`${told(chapters)}\n`)
  if (broken.length > 0) throw new KitError(EXIT.no, options.json ? '' : '\nMend what is marked ✗, then try again.')
}
