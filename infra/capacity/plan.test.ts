// SPDX-License-Identifier: Apache-2.0

import type { GenXReport } from '@kit/app/contract'
import { describe, expect, it } from 'vitest'
import { instanceType, place, slicesOf } from '#gpu'
import { type WorkshopInput, workshopFrom } from '#workshop'
import { compareInstances, withAttendees } from './compare.ts'
import { costOf } from './cost.ts'
import { layOut, type PlannedGpu, type SliceRequest } from './layout.ts'
import { type Plan, planWorkshop } from './plan.ts'
import { teamSizes } from './teams.ts'
import { randomSource } from './test/random.ts'
import { genXReport } from './test/report.ts'

const workshop = (more: Partial<WorkshopInput> = {}) => workshopFrom({ name: 'lab', attendees: 24, ...more })
function planned(more: Partial<WorkshopInput> = {}, genX: GenXReport | null = null): Plan {
  const plan = planWorkshop(workshop(more), genX)
  if (plan.kind === 'cannot-run') throw new Error(plan.reasons.join('\n'))
  return plan
}
const refused = (more: Partial<WorkshopInput>): string => {
  const plan = planWorkshop(workshop(more))
  return plan.kind === 'cannot-run' ? plan.reasons.join('\n') : 'it runs'
}
const requestsOn = (gpu: PlannedGpu): readonly SliceRequest[] =>
  gpu.use === 'whole' ? [gpu.request] : gpu.use === 'cut' ? gpu.slices.map(({ request }) => request) : []

/** No overlap, capacity respected, every request placed once. */
function sound(plan: Plan): void {
  const { instance, layout, models, teams, needed } = plan
  const placed = layout.nodes.flatMap((node) => node.flatMap(requestsOn))
  const wanted = models.flatMap(({ role, replicas }) => Array.from({ length: replicas }, (_, i) => `${role}-${i + 1}`))
  const team = teams?.sizes.map((_, i) => `team-${i + 1}`) ?? []
  expect(placed.map(({ id }) => id).sort()).toEqual([...wanted, ...team].sort())
  for (const node of layout.nodes) {
    expect(node).toHaveLength(instance.gpus)
    const requests = node.flatMap(requestsOn)
    expect(requests.reduce((sum, { vcpu }) => sum + vcpu, 0)).toBeLessThanOrEqual(instance.vcpu)
    expect(requests.reduce((sum, { hostMemoryGib }) => sum + hostMemoryGib, 0)).toBeLessThanOrEqual(instance.memoryGib)
    for (const gpu of node) {
      if (gpu.use !== 'cut') continue
      const taken = gpu.slices.flatMap(({ start, slots }) => Array.from({ length: slots }, (_, i) => start + i))
      expect(new Set(taken).size).toBe(taken.length)
      expect(Math.max(...taken)).toBeLessThan(instance.gpu.geometry?.slots ?? 0)
      const { geometry } = instance.gpu
      if (geometry)
        expect(
          place(
            geometry,
            gpu.slices.map(({ kind }) => kind),
          ),
        ).not.toBeNull()
      for (const { kind, request } of gpu.slices) expect(request.slice.kind).toBe(kind)
    }
  }
  expect(layout.nodes.length).toBe(needed.nodes.length)
  expect(needed.nodes.length).toBeGreaterThanOrEqual(needed.nodesBound)
}

describe('a plan', () => {
  it('of 24 attendees is one p5en node, one GPU of it whole for the agent', () => {
    const plan = planned()
    sound(plan)
    expect(plan.layout.nodes).toHaveLength(1)
    const whole = plan.layout.nodes.flat().filter(({ use }) => use === 'whole')
    expect(whole.flatMap(requestsOn).map(({ role }) => role)).toEqual(['agent'])
    expect(plan.problems).toEqual([])
  })

  it('leaves 21 slices of 2g.35gb on a p5en node beside the whole GPU, and teams share them', () => {
    const elsewhere = { external: 'https://models.example.com/v1' }
    const { teams, layout } = planned({ attendees: 24, models: { stt: elsewhere, tts: { replicas: 1, lanes: 1000 } } })
    const slices = layout.nodes.flat().flatMap((gpu) => (gpu.use === 'cut' ? gpu.slices : []))
    expect(slices).toHaveLength(21)
    expect(new Set(slices.map(({ request }) => request.slice.profile))).toEqual(new Set(['2g.35gb']))
    expect(teams?.sizes).toHaveLength(20)
    expect(teams?.sizes.reduce((sum, size) => sum + size, 0)).toBe(24)
  })

  it('is sound for random workshops on every type they can run on', () => {
    const random = randomSource(23)
    const types = ['p5en.48xlarge', 'p5.48xlarge', 'p4d.24xlarge', 'p6-b200.48xlarge', 'g7e.12xlarge', 'g7e.24xlarge']
    for (let i = 0; i < 60; i += 1) {
      const model = () => ({ serve: random() < 0.2 ? ('per-attendee' as const) : ('shared' as const) })
      const plan = planWorkshop(
        workshop({
          attendees: 1 + Math.floor(random() * 120),
          guardrails: random() < 0.5,
          gpu: { instance: types[i % types.length] ?? '' },
          models: {
            stt: model(),
            tts: model(),
            agent: types[i % types.length] === 'p4d.24xlarge' ? { external: 'https://a.example/v1' } : {},
          },
          load: { talkShare: 0.1 + random() * 0.9, waitBound: 0.01 + random() * 0.2 },
        }),
      )
      expect(plan.kind, plan.kind === 'cannot-run' ? plan.reasons.join() : '').toBe('plan')
      if (plan.kind === 'plan') {
        sound(plan)
        for (const { waitChance } of plan.models) expect(waitChance).toBeLessThan(plan.workshop.load.waitBound)
      }
    }
  })

  it('of 10,000 attendees is made in under a second, on the fewest nodes', () => {
    const startedAt = performance.now()
    const plan = planned({ attendees: 10_000 })
    const tookMs = performance.now() - startedAt
    sound(plan)
    expect(tookMs).toBeLessThan(1_000)
    expect(plan.needed.nodes.length).toBe(plan.needed.nodesBound)
    expect(plan.needed.gpus - plan.needed.gpusBound).toBeLessThanOrEqual(1)
  })

  it('says what the file forbids', () => {
    const models = { tts: { replicas: 1 }, stt: { serve: 'per-attendee' as const } }
    expect(planned({ attendees: 400, gpu: { nodes: 1 }, budget: { usd: 100 }, models }).problems).toEqual([
      'with models.tts.replicas 1, a request waits with a chance of 100.0 %; load.waitBound is 5.0 %',
      expect.stringMatching(/^\d+ nodes of p5en.48xlarge are needed, and gpu.nodes is 1$/),
      expect.stringMatching(/^it costs \d+ USD a day, and budget.usd is 100$/),
    ])
  })
})

describe('nodes', () => {
  it('are enough for vCPU and memory, not only for GPUs', () => {
    const type = instanceType('g7e.2xlarge')
    const slice = type && slicesOf(type.gpu).find(({ profile }) => profile === '1g.24gb')
    if (type === undefined || slice === undefined) throw new TypeError('not in the catalogue')
    const requests = Array.from(
      { length: 4 },
      (_, i): SliceRequest => ({ id: `${i}`, role: 'tts', slice, vcpu: 3, hostMemoryGib: 8 }),
    )
    expect(layOut(type, requests).nodes).toHaveLength(2)
    expect(
      layOut(
        type,
        requests.map((request) => ({ ...request, vcpu: 1 })),
      ).nodes,
    ).toHaveLength(1)
  })
})

describe('this cannot run there', () => {
  it.each<[Partial<WorkshopInput>, RegExp]>([
    [
      { gpu: { instance: 'g6e.48xlarge' }, models: { tts: { on: '2g.35gb' } } },
      /2g.35gb is a MIG slice, and L40S has no MIG/,
    ],
    [{ gpu: { instance: 'g6e.48xlarge' } }, /llama-4-scout needs 70 GiB, and the whole L40S has 46.1 GiB/],
    [
      { gpu: { instance: 'g6.48xlarge' }, models: { agent: { external: 'https://a.example/v1' } } },
      /higgs-audio needs 22 GiB|slower than real time/,
    ],
    [
      { gpu: { instance: 'p5.48xlarge' }, models: { tts: { on: '2g.35gb' } } },
      /2g.35gb exists only on H200 \(p5en.48xlarge, p5e.48xlarge\); H100 80GB has 1g.10gb/,
    ],
    [{ models: { tts: { on: '5g.1gb' } } }, /no GPU has a profile 5g.1gb; H200 has 1g.18gb/],
    [{ models: { tts: { on: '1g.18gb' } } }, /higgs-audio needs 22 GiB, and 1g.18gb of an H200 has 17.5 GiB/],
    [{ gpu: { instance: 'g7e.2xlarge' } }, /llama-4-scout asks for 8 vCPU, and g7e.2xlarge has 8 less/],
    [{ gpu: { instance: 'g7e.4xlarge' } }, /llama-4-scout asks for 128 GiB of node memory/],
  ])('%j', (more, reason) => expect(refused(more)).toMatch(reason))

  it('because L4 speaks slower than real time', () => {
    expect(refused({ gpu: { instance: 'g6.48xlarge' }, models: { tts: { memoryGib: 20 } } })).toMatch(
      /gen-x 0.78, slower than real time/,
    )
  })
})

describe('gen-x', () => {
  const tts = ({ models }: Plan) => models.find(({ role }) => role === 'tts')

  it('is the published one where none was measured, and an assumption says that it is one', () => {
    expect(tts(planned())?.speed).toMatchObject({ perLane: 2, lanes: 1, known: 'published' })
    expect(tts(planned({ gpu: { instance: 'p5.48xlarge' } }))?.speed.known).toBe('assumed')
  })

  it('measured decides: the load with the most speech that is carried', () => {
    const fast = planned(
      { attendees: 200 },
      genXReport(
        [
          [1, 4],
          [2, 3.5],
          [4, 2.5],
          [8, 0.9],
        ],
        4,
      ),
    )
    expect(tts(fast)?.speed).toMatchObject({ perLane: 2.5, lanes: 4, known: 'measured' })
    expect(tts(fast)?.replicas).toBeLessThan(tts(planned({ attendees: 200 }))?.replicas ?? 0)
  })

  it('of a slice that carries nobody refuses', () => {
    const plan = planWorkshop(workshop(), genXReport([[1, 0.7]], 0))
    expect(plan).toMatchObject({ kind: 'cannot-run', reasons: [expect.stringMatching(/carries no listener/)] })
  })
})

describe('money', () => {
  it('is the nodes, the workers and the fees of ROSA, with date and source', () => {
    const { cost } = planned()
    expect(cost.perHour).toBeCloseTo(63.296 + 2 * 0.4032 + 0.25 + ((192 + 16) / 4) * 0.171, 6)
    expect(cost.perDay).toBeCloseTo(cost.perHour * 24, 6)
    expect(cost.perAttendeeDay * 24).toBeCloseTo(cost.perDay, 6)
    for (const { source } of cost.parts) expect(source).toMatch(/^20\d\d/)
  })

  it('has no fees on an existing cluster, and counts the hours of a schedule', () => {
    const schedule = { start: '2026-12-01T09:00:00Z', end: '2026-12-01T17:00:00Z' }
    const { cost } = planned({ cluster: { existing: true }, schedule })
    expect(cost.perHour).toBe(63.296)
    expect(cost.workshop).toEqual({ hours: 8, usd: 63.296 * 8 })
  })

  it('says when the price is of another region', () => {
    const type = instanceType('p5en.48xlarge')
    if (type === undefined) throw new TypeError('not in the catalogue')
    expect(costOf(workshop({ region: 'eu-north-1' }), type, 1)).toMatchObject({
      ofRegion: true,
      price: { usdPerHour: 67.73 },
    })
    expect(costOf(workshop({ region: 'eu-west-1' }), type, 1).ofRegion).toBe(false)
  })
})

describe('the comparison', () => {
  const rows = compareInstances(workshop({ models: { tts: { on: '2g.35gb' } } }))
  const row = (id: string) => rows.find(({ outcome }) => outcome.instance.id === id)

  it('has every type, the cheapest that works first', () => {
    const prices = rows.flatMap(({ outcome }) => (outcome.kind === 'plan' ? [outcome.cost.perHour] : []))
    expect(prices).toEqual([...prices].sort((a, b) => a - b))
    expect(prices.length).toBeGreaterThan(4)
  })

  it('says what stands in for a profile that a GPU lacks, and where nothing does', () => {
    expect(row('p6-b200.48xlarge')?.replaced).toEqual(['tts on 2g.45gb instead of 2g.35gb'])
    expect(row('g6.48xlarge')?.outcome.kind).toBe('cannot-run')
    expect(row('g6e.48xlarge')?.outcome.kind).toBe('cannot-run')
  })

  it('changes the attendees and nothing else', () => {
    const more = withAttendees(workshop(), 34)
    expect(more.kind === 'plan' && more.workshop.attendees).toBe(34)
  })
})

describe('teams', () => {
  it.each([
    [24, 21, [2, 2, 2, ...Array.from({ length: 18 }, () => 1)]],
    [5, 10, [1, 1, 1, 1, 1]],
    [7, 3, [3, 2, 2]],
    [4, 0, []],
  ])('%i attendees on %i slices', (attendees, slices, sizes) => expect(teamSizes(attendees, slices)).toEqual(sizes))
})
