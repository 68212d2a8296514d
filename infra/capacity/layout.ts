// SPDX-License-Identifier: Apache-2.0
import {
  type InstanceType,
  kindsOf,
  legalMixes,
  type Mix,
  maximalMixes,
  type Placement,
  place,
  SLICE_KINDS,
  type Slice,
  type SliceKind,
} from '#gpu'
import type { ModelRole } from '#workshop'
import { type Cover, fewestGpus } from './cover.ts'
import { nodeRoom } from './slice-choice.ts'

/** Something that wants a slice, or a whole GPU. */
export interface SliceRequest {
  /** `tts-3`, `team-7`. */
  readonly id: string
  readonly role: ModelRole | 'team'
  readonly slice: Slice
  readonly vcpu: number
  readonly hostMemoryGib: number
}

/** A slice where it lies, and who has it. */
export interface PlacedSlice extends Placement {
  readonly request: SliceRequest
}

/** One GPU of a node: given away whole, cut, or idle. */
export type PlannedGpu =
  | { readonly use: 'whole'; readonly request: SliceRequest }
  | { readonly use: 'cut'; readonly slices: readonly PlacedSlice[] }
  | { readonly use: 'idle' }

/** One node: as many GPUs as its type has. */
export type PlannedNode = readonly PlannedGpu[]

/** Requests on GPUs on nodes. */
export interface Layout {
  readonly nodes: readonly PlannedNode[]
  /** GPUs in use. */
  readonly gpus: number
  /** No layout uses fewer GPUs. */
  readonly gpusBound: number
  /** No layout uses fewer nodes: GPUs, vCPU and memory of the nodes each looked at alone. */
  readonly nodesBound: number
}

interface Need {
  readonly vcpu: number
  readonly hostMemoryGib: number
}

const together = (needs: readonly Need[]): Need => ({
  vcpu: needs.reduce((sum, { vcpu }) => sum + vcpu, 0),
  hostMemoryGib: needs.reduce((sum, { hostMemoryGib }) => sum + hostMemoryGib, 0),
})
const fits = (need: Need, room: Need): boolean => need.vcpu <= room.vcpu && need.hostMemoryGib <= room.hostMemoryGib
const requestsOf = (gpu: PlannedGpu): readonly SliceRequest[] =>
  gpu.use === 'whole' ? [gpu.request] : gpu.use === 'cut' ? gpu.slices.map(({ request }) => request) : []

/** Mixes to lay out with: those that no slice can be added to, of those whose models one node can feed. */
function usableMixes(type: InstanceType, kinds: readonly SliceKind[], queues: readonly SliceRequest[][]): Mix[] {
  const { geometry } = type.gpu
  if (geometry === null) return []
  const most = queues.map((queue) => ({
    vcpu: Math.max(...queue.map(({ vcpu }) => vcpu)),
    hostMemoryGib: Math.max(...queue.map(({ hostMemoryGib }) => hostMemoryGib)),
  }))
  const need = (mix: Mix) =>
    together(mix.flatMap((count, i) => Array.from({ length: count }, () => most[i] ?? { vcpu: 0, hostMemoryGib: 0 })))
  const room = nodeRoom(type)
  const maximal = maximalMixes(geometry, kinds)
  if (maximal.every((mix) => fits(need(mix), room))) return maximal
  return legalMixes(geometry, kinds).filter((mix) => fits(need(mix), room))
}

/** Cuts GPUs for the requests that want a slice. */
function cutGpus(type: InstanceType, requests: readonly SliceRequest[]): { gpus: PlannedGpu[]; bound: number } {
  const kinds = SLICE_KINDS.filter((kind) => requests.some(({ slice }) => slice.kind === kind)).reverse()
  const { geometry } = type.gpu
  if (kinds.length === 0 || geometry === null) return { gpus: [], bound: 0 }
  const queues = kinds.map((kind) => requests.filter(({ slice }) => slice.kind === kind))
  const cover: Cover = fewestGpus(
    usableMixes(type, kinds, queues),
    queues.map((queue) => queue.length),
  )
  const next = kinds.map(() => 0)
  const placements = new Map<string, Placement[] | null>()
  const gpus = cover.gpus.map((mix): PlannedGpu => {
    const key = mix.join()
    const placed = placements.get(key) ?? place(geometry, kindsOf(kinds, mix))
    placements.set(key, placed)
    if (placed === null) throw new RangeError(`The mix ${key} of ${kinds.join()} does not lie on one GPU.`)
    const slices = placed.map((placement): PlacedSlice => {
      const kind = kinds.indexOf(placement.kind)
      const request = queues[kind]?.[next[kind] ?? 0]
      if (request === undefined) throw new RangeError(`A slice ${placement.kind} has no request.`)
      next[kind] = (next[kind] ?? 0) + 1
      return { ...placement, request }
    })
    return { use: 'cut', slices }
  })
  return { gpus, bound: cover.lowerBound }
}

/**
 * Puts GPUs on nodes, whole ones first, each on the first node with a GPU, vCPU and memory to spare. Where only GPUs are
 * scarce that is the fewest nodes, as any GPU may be on any node.
 */
function onNodes(type: InstanceType, gpus: readonly PlannedGpu[]): PlannedGpu[][] {
  const room = nodeRoom(type)
  const nodes: { gpus: PlannedGpu[]; left: Need }[] = []
  let firstOpen = 0
  for (const gpu of gpus) {
    const need = together(requestsOf(gpu))
    while ((nodes[firstOpen]?.gpus.length ?? 0) === type.gpus) firstOpen += 1
    let node = nodes.slice(firstOpen).find((open) => open.gpus.length < type.gpus && fits(need, open.left))
    if (node === undefined) {
      node = { gpus: [], left: room }
      nodes.push(node)
    }
    node.gpus.push(gpu)
    node.left = { vcpu: node.left.vcpu - need.vcpu, hostMemoryGib: node.left.hostMemoryGib - need.hostMemoryGib }
  }
  return nodes.map((node) => node.gpus)
}

/** Lays requests out: fewest GPUs, fewest nodes. Every request must have a slice that the type has. */
export function layOut(type: InstanceType, requests: readonly SliceRequest[]): Layout {
  const whole = requests
    .filter(({ slice }) => slice.kind === 'gpu')
    .map((request): PlannedGpu => ({ use: 'whole', request }))
  const cut = cutGpus(
    type,
    requests.filter(({ slice }) => slice.kind !== 'gpu'),
  )
  const need = together(requests)
  const room = nodeRoom(type)
  const gpusBound = whole.length + cut.bound
  const nodes = onNodes(type, [...whole, ...cut.gpus])
  return {
    nodes: nodes.map((gpus) => Array.from({ length: type.gpus }, (_, i): PlannedGpu => gpus[i] ?? { use: 'idle' })),
    gpus: whole.length + cut.gpus.length,
    gpusBound,
    nodesBound: Math.max(
      Math.ceil(gpusBound / type.gpus),
      Math.ceil(need.vcpu / room.vcpu),
      Math.ceil(need.hostMemoryGib / room.hostMemoryGib),
    ),
  }
}
