// SPDX-License-Identifier: Apache-2.0
import type { GenXReport } from '@kit/app/contract'
import { INSTANCE_TYPES, type InstanceType, instanceType, slicesOf } from '#gpu'
import { MODEL_ROLES, type ModelRole, type Workshop } from '#workshop'
import { type CannotRun, type Plan, planWorkshop } from './plan.ts'

/** The same workshop on another instance type. */
export interface Alternative {
  readonly outcome: Plan | CannotRun
  /** What stands in for profiles that this GPU does not have: `tts on 2g.45gb instead of 2g.35gb`. */
  readonly replaced: readonly string[]
}

interface Translated {
  readonly workshop: Workshop
  readonly replaced: readonly ModelRole[]
}

/** The workshop with every profile that a GPU lacks left to the planner. */
function translated(workshop: Workshop, type: InstanceType): Translated {
  const known = slicesOf(type.gpu).map(({ profile }) => profile)
  const replaced = MODEL_ROLES.filter((role) => {
    const { on } = workshop.models[role]
    return on !== 'auto' && !known.includes(on)
  })
  const models = { ...workshop.models }
  for (const role of replaced) models[role] = { ...models[role], on: 'auto' }
  const { nodes, reservation, ...gpu } = workshop.gpu
  const { budget, ...rest } = workshop
  return { workshop: { ...rest, gpu: { ...gpu, instance: type.id }, models }, replaced }
}

function alternative(workshop: Workshop, type: InstanceType, genX: GenXReport | null): Alternative {
  const { workshop: other, replaced } = translated(workshop, type)
  // What was measured on one GPU says nothing about another.
  const sameGpu = instanceType(workshop.gpu.instance)?.gpu === type.gpu
  const outcome = planWorkshop(other, sameGpu ? genX : null)
  const words =
    outcome.kind === 'cannot-run'
      ? []
      : outcome.models
          .filter(({ role }) => replaced.includes(role))
          .map(
            ({ role, slice }) =>
              `${role} on ${slice.profile === 'gpu' ? 'a whole GPU' : slice.profile} instead of ${workshop.models[role].on}`,
          )
  return { outcome, replaced: words }
}

/** The workshop on every instance type of the catalogue: those it can run on first, the cheapest first. */
export function compareInstances(workshop: Workshop, genX: GenXReport | null = null): Alternative[] {
  const price = ({ outcome }: Alternative) =>
    outcome.kind === 'plan' ? outcome.cost.perHour : Number.POSITIVE_INFINITY
  const all = INSTANCE_TYPES.map((type) => alternative(workshop, type, genX))
  return all.sort((a, b) => (price(a) === price(b) ? 0 : price(a) - price(b)))
}

/** The same workshop with other people in it. */
export function withAttendees(workshop: Workshop, attendees: number, genX: GenXReport | null = null): Plan | CannotRun {
  return planWorkshop({ ...workshop, attendees }, genX)
}
