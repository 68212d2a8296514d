// SPDX-License-Identifier: Apache-2.0
import type { CannotRun, Plan } from '../../infra/capacity/index.ts'
import type { Report } from './report.ts'

/** The version of what `./kit plan --json` writes. Changes when a reader would have to. */
export const PLAN_SCHEMA_VERSION = 1

const short = (outcome: Plan | CannotRun) =>
  outcome.kind === 'cannot-run'
    ? { instance: outcome.instance.id, runs: false, reasons: outcome.reasons }
    : {
        instance: outcome.instance.id,
        runs: true,
        nodes: outcome.layout.nodes.length,
        gpus: outcome.layout.gpus,
        usdPerHour: outcome.cost.perHour,
        problems: outcome.problems,
      }

const whole = (plan: Plan) => ({
  ...short(plan),
  gpusLowerBound: plan.needed.gpusBound,
  nodesLowerBound: plan.needed.nodesBound,
  cost: plan.cost,
  models: plan.models.map(({ role, model, slice, replicas, speed, offered, waitChance }) => ({
    role,
    name: model.name,
    profile: slice.profile,
    replicas,
    speed,
    erlangs: offered,
    waitChance,
  })),
  teams: plan.teams === null ? null : { profile: plan.teams.slice.profile, sizes: plan.teams.sizes },
  layout: plan.layout.nodes.map((node) =>
    node.map((gpu) =>
      gpu.use === 'cut'
        ? gpu.slices.map(({ start, slots, request }) => ({
            start,
            slots,
            profile: request.slice.profile,
            for: request.id,
          }))
        : gpu.use === 'whole'
          ? gpu.request.id
          : null,
    ),
  ),
})

/** A plan as JSON. */
export function asJson({ outcome, around, alternatives }: Report): unknown {
  return {
    kind: 'capacity-plan',
    schemaVersion: PLAN_SCHEMA_VERSION,
    plan: outcome.kind === 'plan' ? whole(outcome) : short(outcome),
    around: around.map(({ attendees, outcome: other }) => ({ attendees, ...short(other) })),
    instances: alternatives.map(({ outcome: other, replaced }) => ({ ...short(other), replaced })),
  }
}
