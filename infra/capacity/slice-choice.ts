// SPDX-License-Identifier: Apache-2.0
import { gpusWith, INSTANCE_TYPES, type InstanceType, type Slice, slicesOf } from '#gpu'
import type { Model } from '#workshop'

/** Share of a node that kubelet, drivers and daemon sets take. An assumption. */
export const NODE_RESERVE = 0.05

/** What a node of this type has left for models. */
export const nodeRoom = ({ vcpu, memoryGib }: InstanceType) => ({
  vcpu: vcpu * (1 - NODE_RESERVE),
  hostMemoryGib: memoryGib * (1 - NODE_RESERVE),
})

/** Rounding of a seventh must not make a slice too small for a seventh. */
const TINY = 1e-9

const gib = (value: number): string => `${Math.round(value * 10) / 10} GiB`

function smallest({ gpu }: InstanceType, model: Model): Slice | string {
  const cut = slicesOf(gpu).filter(({ kind }) => kind !== '1g+me')
  const fitting = cut.find(
    ({ usableGib, computeShare }) => usableGib >= model.memoryGib && computeShare >= model.computeShare - TINY,
  )
  if (fitting !== undefined) return fitting
  const whole = cut.at(-1)
  return `${model.name} needs ${gib(model.memoryGib)}, and the whole ${gpu.name} has ${gib(whole?.usableGib ?? 0)}`
}

function named({ id, gpu }: InstanceType, model: Model): Slice | string {
  const found = slicesOf(gpu).find(({ profile }) => profile === model.on)
  if (found !== undefined)
    return found.usableGib >= model.memoryGib
      ? found
      : `${model.name} needs ${gib(model.memoryGib)}, and ${model.on === 'gpu' ? `the whole ${gpu.name}` : `${model.on} of an ${gpu.name}`} has ${gib(found.usableGib)}`
  if (gpu.geometry === null) return `${model.on} is a MIG slice, and ${gpu.name} has no MIG (${id})`
  const elsewhere = gpusWith(model.on)
  const own = slicesOf(gpu)
    .filter(({ kind }) => kind !== 'gpu')
    .map(({ profile }) => profile)
  if (elsewhere.length === 0) return `no GPU has a profile ${model.on}; ${gpu.name} has ${own.join(', ')}`
  const types = INSTANCE_TYPES.filter((type) => elsewhere.includes(type.gpu)).map((type) => type.id)
  return `${model.on} exists only on ${elsewhere.map(({ name }) => name).join(', ')} (${types.join(', ')}); ${gpu.name} has ${own.join(', ')}`
}

/** The slice of this instance type that a model gets, or in words why it cannot run there. */
export function sliceFor(type: InstanceType, model: Model): Slice | string {
  const slice = model.on === 'auto' ? smallest(type, model) : named(type, model)
  if (typeof slice === 'string') return slice
  const room = nodeRoom(type)
  if (model.vcpu > room.vcpu)
    return `${model.name} asks for ${model.vcpu} vCPU, and ${type.id} has ${type.vcpu} less what the node itself takes`
  if (model.hostMemoryGib > room.hostMemoryGib)
    return `${model.name} asks for ${gib(model.hostMemoryGib)} of node memory, and ${type.id} has ${gib(type.memoryGib)} less what the node itself takes`
  return slice
}
