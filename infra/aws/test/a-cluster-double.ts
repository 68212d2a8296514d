// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { OpenShift, type OwnedKind } from '#cluster/apply/test'
import { waveFile } from '../handlers/wave-properties.ts'
import type { FakeCluster } from '../ocm/test/fake-cluster.ts'
import type { Assembly } from './assembly.ts'
import { templateSchema } from './cloudformation/template.ts'
import type { ClusterDouble } from './workshop-cloud.ts'

/** The waves of an assembly, as they lie in S3. */
export function wavesOf(assembly: Assembly): z.output<typeof waveFile>[] {
  return [...assembly.templates.values()]
    .flatMap((template) => Object.values(templateSchema.parse(template).Resources))
    .filter(({ Type }) => Type === 'Custom::WorkshopWave')
    .map(({ Properties }) => waveFile.parse(JSON.parse(assembly.file(z.string().parse(Properties.key)))))
}

/** Domain of the routes: the same that OCM's double gives its console. */
export const APPS_DOMAIN = 'apps.rosa.voice-lab.x1y2.p3.openshiftapps.com'

/** A cluster that knows every kind of the waves once all of their operators are installed, and none of them before. */
export async function openShiftFor(assembly: Assembly): Promise<OpenShift> {
  const objects = wavesOf(assembly).flatMap((file) => file.objects)
  const kinds = objects.map(
    ({ apiVersion, kind, metadata }): OwnedKind => ({ apiVersion, kind, namespaced: metadata.namespace !== undefined }),
  )
  const packages = objects
    .filter(({ kind }) => kind === 'Subscription')
    .map(({ spec }) => z.looseObject({ name: z.string() }).parse(spec).name)
  const openshift = await OpenShift.start(Object.fromEntries(packages.map((name) => [name, kinds])))
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))
  // Those that no wave makes are an operator's, or OpenShift's own.
  for (const { metadata } of objects)
    if (metadata.namespace !== undefined && !own.has(metadata.namespace))
      openshift.api.store.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: metadata.namespace } })
  openshift.api.store.put({
    apiVersion: 'config.openshift.io/v1',
    kind: 'Ingress',
    metadata: { name: 'cluster' },
    spec: { domain: APPS_DOMAIN },
  })
  return openshift
}

/** Time passes on the cluster, and its nodes follow its pools at OCM. */
export function withNodes(openshift: OpenShift, clusterOf: () => FakeCluster | undefined): ClusterDouble {
  return {
    url: openshift.api.url,
    step: () => {
      for (const pool of clusterOf()?.pools.values() ?? [])
        for (let nth = openshift.api.store.list('Node').length; nth < pool.current; nth += 1)
          openshift.api.store.put({
            apiVersion: 'v1',
            kind: 'Node',
            metadata: {
              name: `${pool.id}-${nth}`,
              labels: {
                'node.kubernetes.io/instance-type': pool.body.aws_node_pool.instance_type,
                ...pool.body.labels,
              },
            },
          })
      openshift.step()
    },
  }
}
