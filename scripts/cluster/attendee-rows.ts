// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { Plan } from '../../infra/capacity/index.ts'
import type { KubernetesClient } from '../../infra/cluster/apply/index.ts'
import {
  type Attendee,
  appNamespace,
  attendeesOf,
  foreignKeys,
  GUIDE,
  hasSharedApp,
  KEYS_SECRET,
  MODEL_CALLER,
  modelEndpoints,
  settingOf,
  teamsOf,
  VOICE_APP,
} from '../../infra/cluster/index.ts'
import type { Passwords } from '../../infra/cluster/secrets/index.ts'
import { writeCard } from '../connect/card.ts'
import { EXIT, KitError } from '../exit.ts'

/** What one attendee is given. */
export interface AttendeeRow {
  readonly number: number
  readonly login: string
  /** Empty: they log in as they always do. */
  readonly password: string
  readonly project: string
  /** Number of the team they serve a model with, and in whose project; empty without. */
  readonly team: string
  readonly team_project: string
  readonly console: string
  readonly app: string
  readonly guide: string
  /** For `./kit connect`; empty where the models have no way in from outside. */
  readonly card: string
}

const Host = z.looseObject({
  spec: z.looseObject({ host: z.string().optional() }).default({}),
  status: z.looseObject({ ingress: z.array(z.looseObject({ host: z.string().optional() })).default([]) }).prefault({}),
})
const SecretData = z.looseObject({ data: z.record(z.string(), z.string()).default({}) })
const ConsolePublic = z.looseObject({ data: z.looseObject({ consoleURL: z.string().optional() }).default({}) })

const NOT_APPLIED = 'Is the workshop on the cluster? ./kit apply puts it there.'

/** What the cluster knows of everybody's way in. */
class WaysIn {
  readonly #hosts = new Map<string, Promise<string>>()

  constructor(
    private readonly client: KubernetesClient,
    private readonly signal: AbortSignal,
  ) {}

  host(namespace: string, name: string): Promise<string> {
    const key = `${namespace}/${name}`
    const known = this.#hosts.get(key) ?? this.#readHost(namespace, name)
    this.#hosts.set(key, known)
    return known
  }

  async #readHost(namespace: string, name: string): Promise<string> {
    const ref = { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name, namespace } }
    const live = await this.client.read(ref, { signal: this.signal })
    const { spec, status } = Host.parse(live ?? {})
    const host = spec.host ?? status.ingress[0]?.host
    if (host !== undefined) return host
    throw new KitError(EXIT.outside, `The route ${namespace}/${name} has no host. ${NOT_APPLIED}`)
  }

  async secret(namespace: string, name: string): Promise<ReadonlyMap<string, string>> {
    const ref = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } }
    const live = await this.client.read(ref, { signal: this.signal })
    const entries = Object.entries(SecretData.parse(live ?? {}).data)
    return new Map(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
  }

  async console(): Promise<string> {
    const metadata = { name: 'console-public', namespace: 'openshift-config-managed' }
    const live = await this.client.read({ apiVersion: 'v1', kind: 'ConfigMap', metadata }, { signal: this.signal })
    return ConsolePublic.parse(live ?? {}).data.consoleURL ?? ''
  }
}

/** Settings for a laptop: the models from outside, and the keys to them. Null where one of them has no way in. */
async function laptopSettings(plan: Plan, attendee: Attendee, ways: WaysIn): Promise<Record<string, string> | null> {
  const { namespace } = attendee
  const settings: Record<string, string> = {}
  const foreign = foreignKeys(plan, attendee).length === 0 ? new Map() : await ways.secret(namespace, KEYS_SECRET)
  const token = (await ways.secret(namespace, MODEL_CALLER.tokenSecret)).get('token')
  for (const endpoint of modelEndpoints(plan, attendee)) {
    const [url, key, model] = (['BASE_URL', 'API_KEY', 'MODEL'] as const).map((what) => settingOf(endpoint, what))
    if (!url || !key || !model) continue
    const { outside, auth } = endpoint
    if (auth === 'service-account') {
      if (outside === null) return null
      if (token === undefined)
        throw new KitError(
          EXIT.outside,
          `The Secret ${namespace}/${MODEL_CALLER.tokenSecret} holds no token. ${NOT_APPLIED}`,
        )
      settings[url] = `https://${await ways.host(outside.route.namespace, outside.route.name)}${outside.path}`
      settings[key] = token
    } else {
      settings[url] = endpoint.url
      const given: string | undefined = foreign.get(key)
      if (given !== undefined) settings[key] = given
    }
    settings[model] = endpoint.model
  }
  return settings
}

const AT_ONCE = 8

/** What everybody is given, in order. Throws {@link KitError} where the workshop is not on the cluster. */
export async function attendeeRows(
  client: KubernetesClient,
  plan: Plan,
  passwords: Passwords,
  signal: AbortSignal,
): Promise<AttendeeRow[]> {
  const { workshop } = plan
  const ways = new WaysIn(client, signal)
  const teams = teamsOf(plan)
  const app = appNamespace(workshop)
  const [console, guide, shared] = await Promise.all([
    ways.console(),
    ways.host(app, GUIDE),
    hasSharedApp(plan) ? ways.host(app, VOICE_APP) : null,
  ])
  const rowOf = async (attendee: Attendee): Promise<AttendeeRow> => {
    const { number, user, namespace } = attendee
    const team = teams.find(({ members }) => members.some((member) => member.user === user))
    const settings = await laptopSettings(plan, attendee, ways)
    return {
      number,
      login: user,
      password: passwords.get(user) ?? '',
      project: namespace,
      team: team === undefined ? '' : String(team.number),
      team_project: team?.home.namespace ?? '',
      console,
      app: shared === null ? '' : `https://${shared}`,
      guide: `https://${guide}`,
      card: settings === null ? '' : writeCard({ workshop: workshop.name, user, settings }),
    }
  }
  const people = attendeesOf(workshop)
  const rows: AttendeeRow[] = []
  for (let from = 0; from < people.length; from += AT_ONCE)
    rows.push(...(await Promise.all(people.slice(from, from + AT_ONCE).map(rowOf))))
  return rows
}
