// SPDX-License-Identifier: Apache-2.0
import type { GenXReport } from '@kit/app/contract'
import type { InstanceType, Slice } from '#gpu'
import { MODEL_ROLES, type Model, type ModelRole, type Workshop } from '#workshop'
import { type Offer, replicasFor, waitChance } from './erlang.ts'
import { sliceFor } from './slice-choice.ts'
import { assumedSpeed, knownSpeed, measuredSpeed, type Speed } from './speed.ts'

/** What one model needs. */
export interface ModelDemand {
  readonly role: ModelRole
  readonly model: Model
  readonly slice: Slice
  readonly replicas: number
  readonly speed: Speed
  /** Erlangs: lanes that are busy on average. */
  readonly offered: number
  /** The chance that a request has to wait. */
  readonly waitChance: number
}

/** Which models this workshop serves itself. */
export function servedModels({ models, guardrails }: Workshop): (readonly [ModelRole, Model])[] {
  return MODEL_ROLES.map((role) => [role, models[role]] as const).filter(
    ([role, model]) => model.external === undefined && (role !== 'guard' || guardrails),
  )
}

/** Share of a conversation during which a request of each model would be running, if it ran at the speed of speech. */
const busyShare = ({ load }: Workshop): Readonly<Record<ModelRole, number>> => ({
  stt: load.personSpeaks,
  agent: load.agentThinks,
  tts: load.agentSpeaks,
  guard: load.agentSpeaks,
})

/** Erlangs that `attendees` offer a model: people × share of talk × share of its part ÷ how fast it works. */
export function offeredLoad(workshop: Workshop, role: ModelRole, speed: Speed): number {
  return (workshop.attendees * workshop.load.talkShare * busyShare(workshop)[role]) / speed.perLane
}

function speedOf(
  role: ModelRole,
  type: InstanceType,
  slice: Slice,
  model: Model,
  genX: GenXReport | null,
): Speed | string {
  if (role !== 'tts') return assumedSpeed(model)
  return genX === null ? knownSpeed(type.gpu, slice, model) : measuredSpeed(genX)
}

/** What one model needs on an instance type, or in words why it cannot run there. `genX` was measured on its slice. */
export function modelDemand(
  workshop: Workshop,
  role: ModelRole,
  model: Model,
  type: InstanceType,
  genX: GenXReport | null,
): ModelDemand | string {
  const slice = sliceFor(type, model)
  if (typeof slice === 'string') return slice
  const speed = speedOf(role, type, slice, model, genX)
  if (typeof speed === 'string') return speed
  const offered = offeredLoad(workshop, role, speed)
  const offer: Offer = { offered, lanesEach: speed.lanes, population: workshop.attendees }
  const each = model.serve === 'per-attendee'
  const replicas = each ? workshop.attendees : (model.replicas ?? replicasFor(offer, workshop.load.waitBound))
  return { role, model, slice, replicas, speed, offered, waitChance: each ? 0 : waitChance(replicas, offer) }
}
