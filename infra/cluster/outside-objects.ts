// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { DATABASE_SECRET, hasSharedApp } from './app/index.ts'
import { foreignKeys, KEYS_SECRET } from './attendees/index.ts'
import { certificateOf, huggingFaceNamespaces, ownModels, sharedModels } from './models/index.ts'
import {
  type Attendee,
  appNamespace,
  attendeesOf,
  GATEWAY_SERVICE,
  HF_TOKEN_SECRET,
  INGRESS_NAMESPACE,
  modelsNamespace,
} from './names.ts'
import {
  AUTHORINO_CERTIFICATE,
  AUTHORINO_SERVICE,
  GATEWAY_CERTIFICATE,
  MAAS_DATABASE_SECRET,
  maasDatabaseNamespace,
} from './openshift-ai/index.ts'
import { OPERATOR_HOMES } from './operators/index.ts'
import type { WaveName } from './waves.ts'

/** Something that manifests refer to and that no manifest holds. */
export interface OutsideObject {
  readonly kind: 'Secret' | 'Service'
  readonly namespace: string
  readonly name: string
  /** Who makes it. `kit`: through the API, from Secrets Manager, the environment or a prompt; never from a file. */
  readonly madeBy: 'kit' | 'service-ca' | 'gateway-controller' | 'kuadrant' | 'router' | 'openshift-ai' | 'instructor'
  /** Of a Secret that the kit or the instructor makes: its keys. */
  readonly keys?: readonly string[]
  /** Nothing waits for it: some servers ask for no key. */
  readonly optional?: true
  /** The first wave that needs it. */
  readonly wave: WaveName
}

/** What the app reads: its database, and the keys of models that are served elsewhere. */
function appSecrets(plan: Plan): OutsideObject[] {
  const { workshop } = plan
  const namespace = appNamespace(workshop)
  const keysOf = (home: string, attendee: Attendee | null, wave: WaveName): OutsideObject[] => {
    const keys = foreignKeys(plan, attendee)
    const secret = {
      kind: 'Secret',
      namespace: home,
      name: KEYS_SECRET,
      keys,
      madeBy: 'kit',
      optional: true,
      wave,
    } as const
    return keys.length === 0 ? [] : [secret]
  }
  const attendees = attendeesOf(workshop).flatMap((attendee) => keysOf(attendee.namespace, attendee, 'attendees'))
  if (!hasSharedApp(plan)) return attendees
  const { name, url, password } = DATABASE_SECRET
  const keys = workshop.database === 'managed' ? [url] : [url, password]
  return [
    ...attendees,
    ...keysOf(namespace, null, 'app'),
    { kind: 'Secret', namespace, name, keys, madeBy: 'kit', wave: 'app' },
  ]
}

/** The one list of everything that manifests refer to and do not hold, Secrets first of all: who makes each. */
export function outsideObjects(plan: Plan): OutsideObject[] {
  const { workshop } = plan
  const ingress = (kind: 'Secret' | 'Service', name: string, madeBy: OutsideObject['madeBy']): OutsideObject => ({
    kind,
    namespace: INGRESS_NAMESPACE,
    name,
    madeBy,
    wave: 'operands',
  })
  const kuadrant = OPERATOR_HOMES.connectivityLink.namespace
  const maas: OutsideObject[] = [
    ingress('Secret', workshop.cluster.certificate, 'router'),
    {
      kind: 'Secret',
      namespace: maasDatabaseNamespace(workshop.cluster.openshiftAi),
      name: MAAS_DATABASE_SECRET.name,
      keys: [MAAS_DATABASE_SECRET.key],
      madeBy: 'instructor',
      wave: 'platform',
    },
  ]
  const speech = (demands: Plan['models'], namespaces: readonly string[], wave: WaveName): OutsideObject[] =>
    demands
      .filter(({ role }) => role === 'tts')
      .flatMap(({ model }) =>
        namespaces.map((namespace) => ({
          kind: 'Secret',
          namespace,
          name: certificateOf(model.name),
          madeBy: 'service-ca',
          wave,
        })),
      )
  const attendees = attendeesOf(workshop).map(({ namespace }) => namespace)
  return [
    ...huggingFaceNamespaces(plan).map(
      (namespace): OutsideObject => ({
        kind: 'Secret',
        namespace,
        name: HF_TOKEN_SECRET.name,
        keys: [HF_TOKEN_SECRET.key],
        madeBy: 'kit',
        wave: attendees.includes(namespace) ? 'attendees' : 'models',
      }),
    ),
    ingress('Secret', GATEWAY_CERTIFICATE, 'service-ca'),
    ...(workshop.outside ? [ingress('Service', GATEWAY_SERVICE, 'gateway-controller')] : []),
    { kind: 'Service', namespace: kuadrant, name: AUTHORINO_SERVICE, madeBy: 'kuadrant', wave: 'platform' },
    { kind: 'Secret', namespace: kuadrant, name: AUTHORINO_CERTIFICATE, madeBy: 'service-ca', wave: 'platform' },
    ...(workshop.maas ? maas : []),
    ...speech(sharedModels(plan), [modelsNamespace(workshop)], 'models'),
    ...speech(ownModels(plan), attendees, 'attendees'),
    ...appSecrets(plan),
  ]
}
