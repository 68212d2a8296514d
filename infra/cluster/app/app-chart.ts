// SPDX-License-Identifier: Apache-2.0
import type { EnvKey } from '@kit/app/contract'
import type { Plan } from '#capacity'
import { addModelSettings, keyVariables, SETTINGS_CONFIG_MAP } from '../attendees/model-settings.ts'
import { type Construct, k8s } from '../kubernetes.ts'
import { addModelCaller } from '../models/model-caller.ts'
import { ownModels } from '../models/served.ts'
import { ServiceMonitor } from '../models/service-monitor.ts'
import { appNamespace } from '../names.ts'
import { WaveChart } from '../wave-chart.ts'
import { addDatabase } from './database.ts'
import { addBuild, imageOf } from './image.ts'
import { DATABASE_SECRET, GUIDE, VOICE_APP } from './names.ts'
import { addNetworkPolicies } from './network.ts'
import { addWebPart, HTTP_PORT, labelsOf } from './web-part.ts'

/** ConfigMap that OpenShift puts into every namespace: the authority behind its own certificates. */
const SERVICE_CA = { configMap: 'openshift-service-ca.crt', folder: '/etc/service-ca', file: 'service-ca.crt' }

/** The app is busy moving bytes for those who talk now: one more pod for so many people in the class. Chosen, not measured. */
const PEOPLE_PER_POD = 25

const variable = (name: EnvKey | 'NODE_EXTRA_CA_CERTS' | 'HOME', value: string): k8s.EnvVar => ({ name, value })

/** Is there one app for everybody? Not where attendees have models of their own: then the app they run is theirs. */
export function hasSharedApp(plan: Plan): boolean {
  return ownModels(plan).every(({ role }) => role === 'guard')
}

/**
 * The voice app and the guide. The probes ask `/healthz`: `/readyz` tells of the models too, and a page that says which
 * of them is missing is better than the router's "not available".
 */
export class AppChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    const { workshop } = plan
    super(scope, 'app', 'app', workshop.name)
    const namespace = appNamespace(workshop)
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: { name: namespace, annotations: { 'openshift.io/display-name': `App of ${workshop.name}` } },
    })
    this.#addGuide(plan, namespace)
    const isShared = hasSharedApp(plan)
    if (isShared) this.#addApp(plan, namespace)
    const database = isShared && workshop.database === 'cluster'
    if (database) addDatabase(this, namespace, workshop.images.postgres)
    const [app, guide] = [labelsOf(VOICE_APP, 'voice-server'), labelsOf(GUIDE, 'guide')]
    addNetworkPolicies(this, namespace, { app: isShared ? app : null, guide, database })
  }

  #addApp(plan: Plan, namespace: string): void {
    const { workshop } = plan
    if (workshop.images.app === undefined)
      addBuild(this, workshop, { name: VOICE_APP, namespace, containerfile: 'Containerfile' })
    addModelCaller(this, plan, namespace)
    addModelSettings(this, plan, namespace, null)
    const least = 2
    addWebPart(this, {
      name: VOICE_APP,
      namespace,
      component: 'voice-server',
      image: imageOf(workshop, VOICE_APP, workshop.images.app),
      health: '/healthz',
      replicas: { least, most: Math.max(least + 1, Math.ceil(workshop.attendees / PEOPLE_PER_POD) + 1) },
      resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
      // A socket is silent while nobody speaks, and a class has breaks.
      timeout: '2h',
      env: [
        variable('HOST', '0.0.0.0'),
        variable('PORT', String(HTTP_PORT)),
        variable('KIT_PROFILE', workshop.name),
        variable('HOME', '/tmp'),
        variable('NODE_EXTRA_CA_CERTS', `${SERVICE_CA.folder}/${SERVICE_CA.file}`),
        {
          name: 'DATABASE_URL',
          valueFrom: { secretKeyRef: { name: DATABASE_SECRET.name, key: DATABASE_SECRET.url } },
        },
        ...keyVariables(plan, null),
      ],
      envFrom: [{ configMapRef: { name: SETTINGS_CONFIG_MAP } }],
      volumes: [{ name: 'service-ca', configMap: { name: SERVICE_CA.configMap } }],
      mounts: [{ name: 'service-ca', mountPath: SERVICE_CA.folder, readOnly: true }],
    })
    new ServiceMonitor(this, 'app-metrics', {
      name: VOICE_APP,
      namespace,
      selects: labelsOf(VOICE_APP, 'voice-server'),
      port: 'http',
    })
  }

  #addGuide({ workshop }: Plan, namespace: string): void {
    if (workshop.images.docs === undefined)
      addBuild(this, workshop, { name: GUIDE, namespace, containerfile: 'Containerfile.docs' })
    addWebPart(this, {
      name: GUIDE,
      namespace,
      component: 'guide',
      image: imageOf(workshop, GUIDE, workshop.images.docs),
      health: '/healthz',
      replicas: { least: 2, most: 2 },
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
      timeout: '30s',
      env: [variable('HOST', '0.0.0.0'), variable('PORT', String(HTTP_PORT))],
    })
  }
}
