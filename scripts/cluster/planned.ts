// SPDX-License-Identifier: Apache-2.0
import { type Plan, planWorkshop } from '../../infra/capacity/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { readWorkshop } from '../plan/command.ts'

/** The plan of a workshop file. Throws {@link KitError}: what cannot run is no plan. */
export async function readPlan(file?: string): Promise<Plan> {
  const outcome = planWorkshop(await readWorkshop(file))
  if (outcome.kind === 'plan') return outcome
  const why = outcome.reasons.map((reason) => `  ${reason}`).join('\n')
  throw new KitError(EXIT.no, `This cannot run on ${outcome.instance.id}:\n${why}\n./kit plan compares instance types.`)
}
