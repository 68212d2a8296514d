// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import type { ModelRole } from '#workshop'
import { App } from '../kubernetes.ts'
import { type Manifest, manifestSchema } from '../manifest.ts'
import { WaveChart } from '../wave-chart.ts'
import { addModel } from './add-model.ts'

/**
 * What a team applies to serve the model of the lab themselves, in the namespace of one of them, on a slice the plan left
 * for it. Null where the plan has no model for teams.
 */
export function teamModel(plan: Plan, namespace: string): readonly Manifest[] | null {
  const { teams, workshop } = plan
  if (teams === null || workshop.attendeesServe === 'none') return null
  const role: ModelRole = workshop.attendeesServe
  const chart = new WaveChart(new App(), 'team', 'attendees', workshop.name)
  addModel(chart, plan, {
    demand: { role, model: teams.model, slice: teams.slice },
    namespace,
    replicas: 1,
    guarded: false,
  })
  return chart.toJson().map((object: unknown) => manifestSchema.parse(object))
}
