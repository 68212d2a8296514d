// SPDX-License-Identifier: Apache-2.0
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../../infra/capacity/index.ts'
import type { KubernetesClient } from '../../infra/cluster/apply/index.ts'
import { appNamespace, attendeesOf } from '../../infra/cluster/index.ts'
import {
  attendeesSecretName,
  ensureHtpasswdLogin,
  type Passwords,
  passwordsInAws,
  passwordsOnCluster,
} from '../../infra/cluster/secrets/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { dim, good, table } from '../terminal.ts'
import { type AttendeeRow, attendeeRows } from './attendee-rows.ts'
import { readPlan, wavesOf } from './planned.ts'
import { secretsManagerOf } from './sources.ts'
import { talking } from './talking.ts'

/** What `./kit attendees` takes. */
export interface AttendeesOptions {
  readonly workshop?: string
  /** A file; `-` and nothing more than the option are stdout. */
  readonly csv?: string | true
  readonly cards?: string
  readonly json?: boolean
}

/** Only the owner reads what holds passwords. */
const MODE = 0o600

const COLUMNS = [
  'number',
  'login',
  'password',
  'project',
  'team',
  'team_project',
  'console',
  'app',
  'guide',
  'card',
] as const satisfies readonly (keyof AttendeeRow)[]

/** As in RFC 4180; what a spreadsheet would take for a formula is only text. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvOf(rows: readonly AttendeeRow[]): string {
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => cell(row[column])))]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

/** The passwords of everybody, made where there are none yet, and read back from where they are kept. */
async function passwordsOf(
  plan: Plan,
  client: KubernetesClient,
  say: (words: string) => void,
  signal: AbortSignal,
): Promise<Passwords> {
  const { workshop } = plan
  if (workshop.identity.kind === 'existing') return new Map()
  const manager = secretsManagerOf(workshop)
  if (manager !== null) {
    const known = await passwordsInAws(manager, workshop.name)
    if (known !== null) return known
    throw new KitError(
      EXIT.outside,
      `AWS Secrets Manager holds no '${attendeesSecretName(workshop.name)}' in ${workshop.region}. The deployment makes it: npx cdk deploy. On a cluster of your own, set cluster.existing: true in workshop.yaml.`,
    )
  }
  const users = attendeesOf(workshop).map(({ user }) => user)
  const where = { workshop: workshop.name, namespace: appNamespace(workshop), waves: wavesOf(plan) }
  const passwords = await passwordsOnCluster(client, where, users, signal)
  const theirs = new Map(users.map((user) => [user, passwords.get(user) ?? '']))
  for (const words of await ensureHtpasswdLogin(client, workshop.name, theirs, signal)) say(words)
  return theirs
}

async function write(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: MODE }).catch((error: NodeJS.ErrnoException) => {
    throw new KitError(EXIT.usage, `'${path}' cannot be written (${error.code}). Does its folder exist?`)
  })
}

/** `./kit attendees`: who takes part, and the cards that let them in. Throws {@link KitError}. */
export async function attendeesCommand({ workshop, csv, cards, json = false }: AttendeesOptions): Promise<void> {
  const plan = await readPlan(workshop)
  const toStdout = csv === true || csv === '-'
  // stdout is the cards' alone; what is said beside them goes to stderr.
  const say = (words: string): void => void process.stderr.write(`${words}\n`)
  const rows = await talking('Stopped. Nothing was lost: run it again.', async (client, signal) =>
    attendeeRows(client, plan, await passwordsOf(plan, client, say, signal), signal),
  )
  if (cards !== undefined) {
    await mkdir(cards, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      throw new KitError(EXIT.usage, `--cards '${cards}' cannot be made (${error.code}). Give another folder.`)
    })
    for (const { login, card } of rows) if (card !== '') await write(join(cards, `${login}.card`), `${card}\n`)
    say(`${good('Cards')} of ${rows.length} people in ${cards}: ./kit connect ${join(cards, `${rows[0]?.login}.card`)}`)
  }
  if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
  else if (toStdout) process.stdout.write(csvOf(rows))
  else if (typeof csv === 'string') {
    await write(csv, csvOf(rows))
    say(`${good(csv)}: ${rows.length} people, with passwords and keys; only you can read it.`)
  } else if (cards === undefined) {
    const lines = rows.map(({ login, project, team, app }) => [login, project, team === '' ? '' : `team ${team}`, app])
    process.stdout.write(
      `${table(lines)}\n${dim('Passwords and cards: ./kit attendees --csv cards.csv, or --cards FOLDER.')}\n`,
    )
  }
}
