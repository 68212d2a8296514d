// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GPU_MODELS, gpusWith, slicesOf } from './gpu-models.ts'
import { INSTANCE_TYPES, instanceType, priceIn } from './instance-types.ts'
import { place } from './placement.ts'

describe('the catalogue', () => {
  it('names every type once, with a price that has a date and a source', () => {
    expect(new Set(INSTANCE_TYPES.map(({ id }) => id)).size).toBe(INSTANCE_TYPES.length)
    for (const { id, prices } of INSTANCE_TYPES)
      for (const price of prices) {
        expect(price.usdPerHour, id).toBeGreaterThan(0)
        expect(price.date, id).toMatch(/^20\d\d/)
        expect(price.source, id).not.toBe('')
      }
  })

  it('has every GPU in at least one type, and no profile that its geometry does not know', () => {
    for (const gpu of GPU_MODELS) {
      expect(
        INSTANCE_TYPES.some((type) => type.gpu === gpu),
        gpu.id,
      ).toBe(true)
      for (const slice of slicesOf(gpu))
        if (slice.kind !== 'gpu' && gpu.geometry)
          expect(place(gpu.geometry, [slice.kind]), slice.profile).toHaveLength(1)
    }
  })

  it('knows that 2g.35gb exists on H200 only, and that L4 and L40S have no slices', () => {
    expect(gpusWith('2g.35gb').map(({ id }) => id)).toEqual(['H200'])
    for (const { id, gpu } of INSTANCE_TYPES.filter(({ id }) => /^g6/.test(id)))
      expect(
        slicesOf(gpu).map(({ profile }) => profile),
        id,
      ).toEqual(['gpu'])
  })

  it('gives no slice more than its share of the memory', () => {
    for (const gpu of GPU_MODELS)
      for (const { usableGib, profile } of slicesOf(gpu)) {
        expect(usableGib, `${gpu.id} ${profile}`).toBeGreaterThan(0)
        expect(usableGib, `${gpu.id} ${profile}`).toBeLessThan(gpu.memoryGb)
      }
  })

  it('takes the price of the region, and says so when it has none', () => {
    const p5en = instanceType('p5en.48xlarge')
    if (p5en === undefined) throw new TypeError('p5en is missing')
    expect(priceIn(p5en, 'eu-north-1').usdPerHour).toBe(67.73)
    expect(priceIn(p5en, 'ap-southeast-2').regions).not.toContain('ap-southeast-2')
  })

  it('is the only place with a price', () => {
    const infra = new URL('../', import.meta.url)
    const elsewhere = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /^(workshop|capacity)\/.*(?<!test)\.ts$/.test(path) && !path.includes('/test/'),
    )
    expect(elsewhere.length).toBeGreaterThan(15)
    const prices = INSTANCE_TYPES.flatMap((type) => type.prices.map(({ usdPerHour }) => String(usdPerHour)))
    for (const path of elsewhere) {
      const text = readFileSync(new URL(path, infra), 'utf8')
      for (const price of prices.filter((written) => written.length > 3)) expect(text, path).not.toContain(price)
    }
  })
})
