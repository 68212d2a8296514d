// SPDX-License-Identifier: Apache-2.0
import { type Plan, planWorkshop } from '../../infra/capacity/index.ts'
import { ChartError, synthesize, type Wave } from '../../infra/cluster/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { readWorkshop } from '../plan/command.ts'

/** The plan of a workshop file. Throws {@link KitError}: what cannot run is no plan. */
export async function readPlan(file?: string): Promise<Plan> {
  const outcome = planWorkshop(await readWorkshop(file))
  if (outcome.kind === 'plan') return outcome
  const why = outcome.reasons.map((reason) => `  ${reason}`).join('\n')
  throw new KitError(EXIT.no, `This cannot run on ${outcome.instance.id}:\n${why}\n./kit plan compares instance types.`)
}

/** What a plan puts on a cluster. Throws {@link KitError} where the workshop asks for what cannot be written down. */
export function wavesOf(plan: Plan): readonly Wave[] {
  try {
    return synthesize(plan)
  } catch (error) {
    throw error instanceof ChartError ? new KitError(EXIT.usage, error.message) : error
  }
}
