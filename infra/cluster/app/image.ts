// SPDX-License-Identifier: Apache-2.0
import type { Workshop } from '#workshop'
import { ApiObject, type Construct } from '../kubernetes.ts'
import { appNamespace } from '../names.ts'

/** Registry inside the cluster, as the cluster's nodes call it. */
const REGISTRY = 'image-registry.openshift-image-registry.svc:5000'
/** Tag of what the cluster builds. A new build is taken up by `oc rollout restart`. */
const TAG = 'workshop'

/** What a build is made from. */
export interface BuildProps {
  readonly name: string
  readonly namespace: string
  /** From the root of the kit. */
  readonly containerfile: string
}

/** The image of a part: the one the workshop names, else the one the cluster builds. */
export function imageOf(workshop: Workshop, name: string, given: string | undefined): string {
  return given ?? `${REGISTRY}/${appNamespace(workshop)}/${name}:${TAG}`
}

/**
 * Has the cluster build an image from source: from Git as soon as this is applied, or, without a repository, from what
 * `./kit build` sends.
 */
export function addBuild(scope: Construct, { source }: Workshop, { name, namespace, containerfile }: BuildProps): void {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'build' }
  new ApiObject(scope, `${name}-images`, {
    apiVersion: 'image.openshift.io/v1',
    kind: 'ImageStream',
    metadata: { name, namespace, labels },
    spec: { lookupPolicy: { local: false } },
  })
  new ApiObject(scope, `${name}-build`, {
    apiVersion: 'build.openshift.io/v1',
    kind: 'BuildConfig',
    metadata: { name, namespace, labels },
    spec: {
      source:
        source === undefined
          ? { type: 'Binary', binary: {} }
          : { type: 'Git', git: { uri: source.git, ref: source.ref } },
      strategy: { type: 'Docker', dockerStrategy: { dockerfilePath: containerfile } },
      output: { to: { kind: 'ImageStreamTag', name: `${name}:${TAG}` } },
      triggers: source === undefined ? [] : [{ type: 'ConfigChange' }],
      runPolicy: 'SerialLatestOnly',
      successfulBuildsHistoryLimit: 2,
      failedBuildsHistoryLimit: 2,
      // Next's compiler and npm side by side.
      resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '4', memory: '6Gi' } },
      completionDeadlineSeconds: 1800,
    },
  })
}
