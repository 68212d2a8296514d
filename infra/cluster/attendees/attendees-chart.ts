// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { GUIDE } from '../app/names.ts'
import { hostOf } from '../apps-domain.ts'
import { ApiObject, type Construct, k8s } from '../kubernetes.ts'
import { sharedModels } from '../models/served.ts'
import { appNamespace, attendeesOf, modelsNamespace } from '../names.ts'
import { PART_OF_LABEL } from '../ownership.ts'
import { WaveChart } from '../wave-chart.ts'
import { addProject } from './project.ts'

const RBAC = 'rbac.authorization.k8s.io'
const READ = ['get', 'list', 'watch']

/**
 * The shared models are everybody's to look at: how they are served, how they do, what they log. Who may read a language
 * model may call it as well, with the token of their own login: the gateway asks for no more.
 */
function addModelReaders(scope: Construct, plan: Plan): void {
  if (sharedModels(plan).length === 0) return
  const namespace = modelsNamespace(plan.workshop)
  const name = 'attendees-read'
  new k8s.KubeRole(scope, 'readers-role', {
    metadata: { name, namespace },
    rules: [
      { apiGroups: [''], resources: ['pods', 'pods/log', 'services', 'events', 'configmaps'], verbs: READ },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: READ },
      { apiGroups: ['serving.kserve.io'], resources: ['llminferenceservices', 'inferenceservices'], verbs: READ },
    ],
  })
  new k8s.KubeRoleBinding(scope, 'readers-binding', {
    metadata: { name, namespace },
    roleRef: { apiGroup: RBAC, kind: 'Role', name },
    subjects: attendeesOf(plan.workshop).map(({ user }) => ({ kind: 'User', name: user, apiGroup: RBAC })),
  })
}

/** The guide, one click away in the console: for everybody, and on the page of each project. */
function addGuideLinks(scope: Construct, { workshop }: Plan): void {
  const href = `https://${hostOf(workshop, GUIDE, appNamespace(workshop))}`
  const link = (id: string, location: string, more: object) =>
    new ApiObject(scope, `guide-${id}`, {
      apiVersion: 'console.openshift.io/v1',
      kind: 'ConsoleLink',
      metadata: { name: `${workshop.name}-guide-${id}` },
      spec: { href, text: `Guide of ${workshop.name}`, location, ...more },
    })
  link('menu', 'ApplicationMenu', { applicationMenu: { section: 'Workshop' } })
  link('project', 'NamespaceDashboard', {
    namespaceDashboard: { namespaceSelector: { matchLabels: { [PART_OF_LABEL]: workshop.name } } },
  })
}

/** Everybody who takes part: a project each, the shared models to look at, and the guide. */
export class AttendeesChart extends WaveChart {
  constructor(scope: Construct, plan: Plan) {
    super(scope, 'attendees', 'attendees', plan.workshop.name)
    for (const attendee of attendeesOf(plan.workshop)) addProject(this, plan, attendee)
    addModelReaders(this, plan)
    addGuideLinks(this, plan)
  }
}
