// SPDX-License-Identifier: Apache-2.0
import type { ModelDemand, Plan } from '#capacity'
import { teamsOf } from '../attendees/teams.ts'
import { type Attendee, attendeesOf, GATEWAY, modelsNamespace } from '../names.ts'
import { MAAS_GATEWAY } from '../openshift-ai/index.ts'
import { needsHuggingFace } from './weights.ts'

/** Models that run once for everybody. */
export const sharedModels = ({ models }: Plan): ModelDemand[] => models.filter(({ model }) => model.serve === 'shared')

/** Models that each attendee has one of. */
export const ownModels = ({ models }: Plan): ModelDemand[] => models.filter(({ model }) => model.serve !== 'shared')

/** Where a model is served: the shared namespace, or that of an attendee. */
export function namespaceOf({ workshop }: Plan, { model }: ModelDemand, attendee: Attendee | null): string {
  if (model.serve === 'shared') return modelsNamespace(workshop)
  if (attendee === null) throw new RangeError(`${model.name} is served per attendee: whose is meant?`)
  return attendee.namespace
}

/** The gateway in front of a language model or speech recognition. (Text to speech has a proxy of its own.) */
export function gatewayOf({ workshop }: Plan, { role, model }: Pick<ModelDemand, 'role' | 'model'>): string {
  return workshop.maas && role === 'agent' && model.serve === 'shared' ? MAAS_GATEWAY : GATEWAY
}

/** Namespaces into which weights are downloaded with the token of Hugging Face. A team downloads into its home. */
export function huggingFaceNamespaces(plan: Plan): string[] {
  const asks = (demands: readonly { readonly model: ModelDemand['model'] }[]) =>
    demands.some(({ model }) => needsHuggingFace(model))
  const homes = plan.teams !== null && asks([plan.teams]) ? teamsOf(plan).map(({ home }) => home) : []
  const owners = asks(ownModels(plan)) ? attendeesOf(plan.workshop) : homes
  return [
    ...(asks(sharedModels(plan)) ? [modelsNamespace(plan.workshop)] : []),
    ...owners.map(({ namespace }) => namespace),
  ]
}
