// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import type { Slice } from '#gpu'
import type { Model, Workshop } from '#workshop'
import { GPU_TOLERATION, resourceOf, sliceName } from '../gpu/index.ts'
import { ApiObject, type Construct } from '../kubernetes.ts'
import { OPENSHIFT_AI_NAMESPACE } from '../names.ts'
import { cpu, gib } from '../quantity.ts'

/** What this kit sets of a `HardwareProfile`. */
export interface HardwareProfileProps {
  readonly name: string
  readonly displayName: string
  /** What the pod gets one of: `nvidia.com/mig-2g.35gb`. */
  readonly resource: string
  /** vCPU by default and at most. */
  readonly vcpu: number
  readonly memoryGib: number
}

/** A choice of hardware in the dashboard; a model that names one which is not there is refused. */
export class HardwareProfile extends ApiObject {
  constructor(scope: Construct, id: string, { name, displayName, resource, vcpu, memoryGib }: HardwareProfileProps) {
    super(scope, id, {
      apiVersion: 'infrastructure.opendatahub.io/v1',
      kind: 'HardwareProfile',
      metadata: {
        name,
        namespace: OPENSHIFT_AI_NAMESPACE,
        annotations: { 'opendatahub.io/display-name': displayName, 'opendatahub.io/disabled': 'false' },
      },
      spec: {
        identifiers: [
          {
            identifier: 'cpu',
            displayName: 'CPU',
            resourceType: 'CPU',
            minCount: 1,
            defaultCount: cpu(vcpu),
            maxCount: cpu(vcpu),
          },
          {
            identifier: 'memory',
            displayName: 'Memory',
            resourceType: 'Memory',
            minCount: '1Gi',
            defaultCount: gib(memoryGib),
            maxCount: gib(memoryGib),
          },
          {
            identifier: resource,
            displayName,
            resourceType: 'Accelerator',
            minCount: 1,
            defaultCount: 1,
            maxCount: 1,
          },
        ],
        scheduling: { type: 'Node', node: { nodeSelector: {}, tolerations: [GPU_TOLERATION] } },
      },
    })
  }
}

/** Name of the profile of a slice. */
export const profileName = ({ name }: Workshop, slice: Slice): string => `${name}-${sliceName(slice)}`

/** One profile for each slice that a plan uses, teams included. */
export function profilesOf({ workshop, instance, models, teams }: Plan): HardwareProfileProps[] {
  const uses: { readonly slice: Slice; readonly model: Model }[] = [...models, ...(teams === null ? [] : [teams])]
  const names = [...new Set(uses.map(({ slice }) => profileName(workshop, slice)))]
  return names.flatMap((name) => {
    const same = uses.filter(({ slice }) => profileName(workshop, slice) === name)
    const slice = same[0]?.slice
    if (slice === undefined) return []
    return [
      {
        name,
        displayName: slice.kind === 'gpu' ? `${instance.gpu.name}, whole` : `${instance.gpu.name}, ${slice.profile}`,
        resource: resourceOf(slice),
        vcpu: Math.max(...same.map(({ model }) => model.vcpu)),
        memoryGib: Math.max(...same.map(({ model }) => model.hostMemoryGib)),
      },
    ]
  })
}
