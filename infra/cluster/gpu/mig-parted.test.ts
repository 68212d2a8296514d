// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Plan } from '#capacity'
import { GPU_MODELS, type GpuModel, place, SLICE_KINDS } from '#gpu'
import { synthesize } from '../synthesize.ts'
import { OUTPUTS, planned } from '../test/workshops.ts'
import { MIG_CONFIG_LABEL, migParted, nodeGroups } from './index.ts'

const File = z.strictObject({
  version: z.literal('v1'),
  'mig-configs': z.record(
    z.string(),
    z.array(
      z.strictObject({
        'device-filter': z.array(z.string()).optional(),
        devices: z.union([z.literal('all'), z.array(z.int())]),
        'mig-enabled': z.boolean(),
        'mig-devices': z.record(z.string(), z.int().min(1)).optional(),
      }),
    ),
  ),
})

/** What the ConfigMap of an output says, or null where there is none. */
function fileOf(plan: Plan): z.output<typeof File> | null {
  const found = synthesize(plan)
    .flatMap(({ objects }) => objects)
    .find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'nvidia-gpu-operator')
  if (found === undefined) return null
  const data = z.record(z.string(), z.string()).parse(found.data)
  return File.parse(parse(data['config.yaml'] ?? ''))
}

/** Do these profiles go onto one GPU? Decided by placing them, as the hardware does. */
function fits({ geometry, profiles }: GpuModel, cut: Readonly<Record<string, number>>): boolean {
  const kinds = Object.entries(cut).flatMap(([profile, count]) => {
    const kind = SLICE_KINDS.find((candidate) => profiles[candidate] === profile)
    if (kind === undefined) throw new RangeError(`${profile} is no profile of this GPU.`)
    return Array.from({ length: count }, () => kind)
  })
  return geometry !== null && place(geometry, kinds) !== null
}

const many = [40, 97].map((attendees) => [`${attendees} attendees`, planned({ attendees })] as const)

describe.each([...OUTPUTS, ...many])('%s', (_, plan) => {
  const { gpu } = plan.instance
  const file = fileOf(plan)

  it('has layouts where GPUs can be cut, and none where they cannot', () => {
    expect(file !== null).toBe(gpu.geometry !== null)
  })

  it('every cut is one that the GPU can have', () => {
    for (const entries of Object.values(file?.['mig-configs'] ?? {}))
      for (const entry of entries) {
        expect(entry['mig-enabled']).toBe(entry['mig-devices'] !== undefined)
        if (entry['mig-devices'] !== undefined) expect(fits(gpu, entry['mig-devices'])).toBe(true)
      }
  })

  it('every layout says of each GPU of a node what becomes of it, once, and only for this kind of GPU', () => {
    for (const [name, entries] of Object.entries(file?.['mig-configs'] ?? {})) {
      if (name === 'all-disabled') continue
      const devices = entries.flatMap((entry) => (entry.devices === 'all' ? [-1] : entry.devices))
      expect(devices.sort((a, b) => a - b)).toEqual(Array.from({ length: plan.instance.gpus }, (_, i) => i))
      for (const entry of entries) expect(entry['device-filter'] ?? []).toEqual(gpu.deviceIds)
    }
  })

  it('all nodes together have the slices and the whole GPUs of the plan', () => {
    const wanted = new Map<string, number>()
    const count = (map: Map<string, number>, key: string, by: number) => map.set(key, (map.get(key) ?? 0) + by)
    for (const node of plan.layout.nodes)
      for (const one of node) {
        if (one.use !== 'cut') count(wanted, 'whole', 1)
        else for (const { kind } of one.slices) count(wanted, gpu.profiles[kind] ?? '', 1)
      }
    const had = new Map<string, number>()
    for (const { cuts, nodes } of nodeGroups(plan))
      for (const cut of cuts)
        for (const [profile, amount] of Object.entries(cut ?? { whole: 1 })) count(had, profile, amount * nodes)
    expect(had).toEqual(wanted)
  })
})

describe('the layouts of a plan', () => {
  it('keep the one that cuts nothing, the only default that the GPU operator takes', () => {
    const file = fileOf(planned())
    expect(file?.['mig-configs']['all-disabled']).toEqual([{ devices: 'all', 'mig-enabled': false }])
  })

  it('leave the GPU of the agent whole: mixed strategy shows it as nvidia.com/gpu', () => {
    const [first] = Object.values(fileOf(planned())?.['mig-configs'] ?? {})
    expect(first?.[0]).toMatchObject({ devices: [0], 'mig-enabled': false })
  })

  it('are as many as there are different nodes, and each group of nodes has the label of its own', () => {
    const plan = planned({ attendees: 2_000 })
    const groups = nodeGroups(plan)
    expect(groups.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(plan.layout.nodes.length)
    expect(groups.length).toBeLessThan(plan.layout.nodes.length)
    const keys = Object.keys(migParted(groups, plan.instance.gpu)['mig-configs'])
    expect(groups.map(({ labels }) => labels[MIG_CONFIG_LABEL])).toEqual(keys.filter((key) => key !== 'all-disabled'))
    for (const key of keys) expect(key).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  })

  it('have another name once they are cut otherwise, as the MIG manager looks only when a label changes', () => {
    const [before] = nodeGroups(planned({ attendees: 24 }))
    const [same] = nodeGroups(planned({ attendees: 24, region: 'us-east-1' }))
    const [after] = nodeGroups(planned({ attendees: 24, models: { tts: { on: '3g.71gb' } } }))
    expect(same?.migConfig).toBe(before?.migConfig)
    expect(after?.migConfig).not.toBe(before?.migConfig)
  })

  it('filter by device id where ids are known, and do not where they are not', () => {
    const cuts = [{ '1g.34gb': 2 }]
    const group = { migConfig: 'x', nodes: 1, cuts, labels: {}, taints: [] }
    const [known, unknown] = ['H200', 'B300'].map((id) => GPU_MODELS.find((gpu) => gpu.id === id))
    if (known === undefined || unknown === undefined) throw new Error('H200 and B300 are in the catalogue.')
    expect(migParted([group], known)['mig-configs'].x?.[0]).toHaveProperty('device-filter')
    expect(migParted([group], unknown)['mig-configs'].x?.[0]).not.toHaveProperty('device-filter')
  })
})

describe('node feature discovery', () => {
  it('labels nodes by the vendor of their cards, as the labelling of layouts looks for it', () => {
    const found = synthesize(planned())
      .flatMap(({ objects }) => objects)
      .find(({ kind }) => kind === 'NodeFeatureDiscovery')
    const { spec } = z
      .looseObject({ spec: z.looseObject({ workerConfig: z.object({ configData: z.string() }) }) })
      .parse(found)
    expect(parse(spec.workerConfig.configData)).toMatchObject({ sources: { pci: { deviceLabelFields: ['vendor'] } } })
  })
})

describe('the cluster policy', () => {
  const policyOf = (plan: Plan) =>
    synthesize(plan)
      .flatMap(({ objects }) => objects)
      .find(({ kind }) => kind === 'ClusterPolicy')

  it('is mixed, reads the layouts, reboots to switch, and measures', () => {
    expect(policyOf(planned())).toMatchObject({
      metadata: { name: 'gpu-cluster-policy' },
      spec: {
        operator: { defaultRuntime: 'crio' },
        mig: { strategy: 'mixed' },
        migManager: {
          enabled: true,
          config: { name: 'voice-lab-mig-parted', default: 'all-disabled' },
          env: [{ name: 'WITH_REBOOT', value: 'true' }],
        },
        dcgmExporter: { enabled: true, serviceMonitor: { enabled: true } },
      },
    })
    // A device plugin configuration is what would switch time-slicing on.
    expect(policyOf(planned())).toMatchObject({ spec: { devicePlugin: { enabled: true } } })
    expect(JSON.stringify(policyOf(planned()))).not.toContain('timeSlicing')
  })

  it('has no MIG manager where there is no MIG', () => {
    const plan = planned({
      gpu: { instance: 'g6e.12xlarge' },
      attendees: 8,
      models: { agent: { external: 'https://models.example.com/v1' } },
    })
    expect(policyOf(plan)).toMatchObject({ spec: { mig: { strategy: 'none' }, migManager: { enabled: false } } })
    expect(nodeGroups(plan)).toMatchObject([{ migConfig: null, labels: {} }])
  })
})
