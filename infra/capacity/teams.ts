// SPDX-License-Identifier: Apache-2.0
import type { InstanceType, Slice } from '#gpu'
import type { Model, Workshop } from '#workshop'
import { type Layout, layOut, type SliceRequest } from './layout.ts'
import { sliceFor } from './slice-choice.ts'

/** Attendees who serve a model themselves, on the slices that are left. */
export interface Teams {
  readonly model: Model
  readonly slice: Slice
  /** As many teams as slices; none when no slice is left, and then everybody applies with --dry-run=server. */
  readonly sizes: readonly number[]
}

/** As even as possible, the larger ones first. */
export function teamSizes(attendees: number, slices: number): number[] {
  const teams = Math.min(attendees, slices)
  return Array.from({ length: teams }, (_, i) => Math.floor(attendees / teams) + (i < attendees % teams ? 1 : 0))
}

/** The attendees' own model, unless there is none to serve. */
export function ownModel({ attendeesServe, models }: Workshop): Model | null {
  if (attendeesServe === 'none') return null
  const model = models[attendeesServe]
  return model.external !== undefined || model.serve === 'per-attendee' ? null : model
}

/**
 * Adds the most slices for teams that fit on so many nodes beside `requests`, one for each attendee at most. Found by
 * halving: what does not fit with n slices does not fit with more.
 */
export function withTeams(
  workshop: Workshop,
  type: InstanceType,
  requests: readonly SliceRequest[],
  nodes: number,
): { readonly layout: Layout; readonly teams: Teams | null } {
  const alone = layOut(type, requests)
  const model = ownModel(workshop)
  const slice = model === null ? '' : sliceFor(type, model)
  if (model === null || typeof slice === 'string') return { layout: alone, teams: null }
  const { vcpu, hostMemoryGib } = model
  const all = Array.from(
    { length: Math.min(workshop.attendees, nodes * type.gpus * 7) },
    (_, i): SliceRequest => ({ id: `team-${i + 1}`, role: 'team', slice, vcpu, hostMemoryGib }),
  )
  let best = { slices: 0, layout: alone }
  let [low, high] = [1, all.length]
  while (low <= high) {
    const slices = Math.floor((low + high) / 2)
    const layout = layOut(type, [...requests, ...all.slice(0, slices)])
    if (layout.nodes.length <= nodes) {
      best = { slices, layout }
      low = slices + 1
    } else high = slices - 1
  }
  return { layout: best.layout, teams: { model, slice, sizes: teamSizes(workshop.attendees, best.slices) } }
}
