// SPDX-License-Identifier: Apache-2.0
import type { GenXReport } from '@kit/app/contract'
import { type InstanceType, instanceType } from '#gpu'
import type { Workshop } from '#workshop'
import { type Cost, costOf } from './cost.ts'
import { type ModelDemand, modelDemand, servedModels } from './demand.ts'
import { type Layout, layOut, type SliceRequest } from './layout.ts'
import { type Teams, withTeams } from './teams.ts'

/** A workshop on nodes. */
export interface Plan {
  readonly kind: 'plan'
  readonly workshop: Workshop
  readonly instance: InstanceType
  readonly models: readonly ModelDemand[]
  /** The models alone, without the slices of teams. */
  readonly needed: Layout
  /** All of it. */
  readonly layout: Layout
  readonly teams: Teams | null
  readonly cost: Cost
  /** What the workshop file forbids: too many nodes, too much money, too long a wait. Empty: all is well. */
  readonly problems: readonly string[]
}

/** Why a workshop cannot run on an instance type, whatever it may cost. */
export interface CannotRun {
  readonly kind: 'cannot-run'
  readonly instance: InstanceType
  readonly reasons: readonly string[]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function problemsOf(workshop: Workshop, models: readonly ModelDemand[], nodes: number, cost: Cost): string[] {
  const { gpu, budget, load } = workshop
  const waits = models
    .filter(({ waitChance }) => waitChance >= load.waitBound)
    .map(
      ({ role, replicas, waitChance }) =>
        `with models.${role}.replicas ${replicas}, a request waits with a chance of ${percent(waitChance)}; load.waitBound is ${percent(load.waitBound)}`,
    )
  const few =
    gpu.nodes !== undefined && nodes > gpu.nodes
      ? [`${nodes} nodes of ${gpu.instance} are needed, and gpu.nodes is ${gpu.nodes}`]
      : []
  const usd = cost.workshop?.usd ?? cost.perDay
  const over =
    budget !== undefined && usd > budget.usd
      ? [
          `it costs ${usd.toFixed(0)} USD ${cost.workshop === null ? 'a day' : 'in all'}, and budget.usd is ${budget.usd}`,
        ]
      : []
  return [...waits, ...few, ...over]
}

const requestsOf = ({ role, model, slice, replicas }: ModelDemand): SliceRequest[] =>
  Array.from({ length: replicas }, (_, i) => ({
    id: `${role}-${i + 1}`,
    role,
    slice,
    vcpu: model.vcpu,
    hostMemoryGib: model.hostMemoryGib,
  }))

/**
 * From a workshop to slices, GPUs, nodes and money: fewest nodes, then fewest GPUs cut, and what is left for teams.
 * @param genX measured on the slice that text to speech gets; null: published numbers, and where there are none, the
 * workshop's assumption
 */
export function planWorkshop(workshop: Workshop, genX: GenXReport | null = null): Plan | CannotRun {
  const instance = instanceType(workshop.gpu.instance)
  if (instance === undefined) throw new RangeError(`gpu.instance '${workshop.gpu.instance}' is not in the catalogue.`)
  const demands = servedModels(workshop).map(([role, model]) => modelDemand(workshop, role, model, instance, genX))
  const reasons = demands.filter((demand) => typeof demand === 'string')
  if (reasons.length > 0) {
    const { name, geometry } = instance.gpu
    const uncut = geometry === null ? [`${name} has no MIG, so every model takes a whole one`] : []
    return { kind: 'cannot-run', instance, reasons: [...new Set([...uncut, ...reasons])] }
  }
  const models = demands.filter((demand) => typeof demand !== 'string')
  const requests = models.flatMap(requestsOf)
  const needed = layOut(instance, requests)
  const nodes = needed.nodes.length
  const { layout, teams } = withTeams(workshop, instance, requests, nodes)
  const cost = costOf(workshop, instance, nodes)
  return {
    kind: 'plan',
    workshop,
    instance,
    models,
    needed,
    layout,
    teams,
    cost,
    problems: problemsOf(workshop, models, nodes, cost),
  }
}
