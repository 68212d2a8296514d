// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../manifest.ts'
import type { KindSchema, StructuralSchema } from './crd.ts'
import { validateObjects } from './validate.ts'

const spec: StructuralSchema = {
  type: 'object',
  required: ['profile'],
  properties: {
    profile: { type: 'string', enum: ['1g.18gb', '2g.35gb'] },
    count: { 'x-kubernetes-int-or-string': true },
    replicas: { type: 'integer', minimum: 1, default: 1 },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    options: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    nothing: { type: 'object' },
    maybe: { type: 'string', nullable: true },
    ports: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, port: { type: 'integer' } },
      },
    },
    either: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  },
  'x-kubernetes-validations': [
    { rule: "self.replicas <= 3 || self.profile == '2g.35gb'", message: 'more than three only of 2g.35gb' },
    { rule: '!has(self.ports) || self.ports.all(p, p.port > 1024)', message: 'ports above 1024' },
  ],
}

function kindWith(more: StructuralSchema = {}): KindSchema {
  return {
    key: 'kit.test/v1/Slice',
    scope: 'Namespaced',
    schema: {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { ...spec, ...more },
      },
      'x-kubernetes-validations': [{ rule: "self.metadata.name != 'forbidden'", message: 'not that name' }],
    },
  }
}

const slice = (fields: Record<string, unknown>, metadata: Record<string, unknown> = {}): Manifest => ({
  apiVersion: 'kit.test/v1',
  kind: 'Slice',
  metadata: { name: 'one', namespace: 'models', ...metadata },
  spec: { profile: '2g.35gb', ...fields },
})

const faults = (object: Manifest, kind = kindWith()): string[] =>
  validateObjects([object], [kind]).findings.map(({ path, message }) => `${path}: ${message}`)

describe('an object against the definition of its kind', () => {
  it('passes when every field is known and right', () => {
    const fields = {
      count: '25%',
      labels: { any: 'thing' },
      options: { deep: { and: 'unknown' } },
      maybe: null,
      ports: [{ name: 'http', port: 8080 }],
      either: { a: 'x' },
    }
    expect(faults(slice(fields))).toEqual([])
    expect(faults(slice({ count: 3 }))).toEqual([])
  })

  it('names a field that a server would drop in silence', () => {
    expect(faults(slice({ profiel: 'x' }))).toEqual(["spec: has no field 'profiel'"])
    expect(faults(slice({ ports: [{ name: 'http', prot: 1, port: 8080 }] }))).toEqual([
      "spec.ports[0]: has no field 'prot'",
    ])
  })

  it('knows that an object without properties holds nothing', () => {
    expect(faults(slice({ nothing: { something: 1 } }))).toEqual(["spec.nothing: has no field 'something'"])
  })

  it('sees wrong types, values and missing fields', () => {
    expect(faults(slice({ profile: '3g.71gb' }))).toEqual(['spec.profile: must be one of 1g.18gb, 2g.35gb'])
    expect(faults(slice({ replicas: 0 }))).toEqual(['spec.replicas: must be >= 1'])
    expect(faults(slice({ count: true }))).toEqual(['spec.count: must be integer,string'])
    expect(faults(slice({ profile: undefined }))[0]).toContain("must have required property 'profile'")
    expect(faults(slice({ labels: { a: 1 } }))).toEqual(['spec.labels.a: must be string'])
    expect(faults(slice({ either: { a: 'x', b: 'y' } }))).toEqual([
      'spec.either: must match exactly one schema in oneOf',
    ])
  })

  it('looks at metadata, which definitions do not describe', () => {
    expect(faults(slice({}, { lables: {} }))).toEqual(["metadata: has no field 'lables'"])
    expect(faults(slice({}, { name: 'Not_A_Name' }))[0]).toContain('metadata.name: must match pattern')
    expect(faults(slice({}, { namespace: undefined }))).toEqual(['metadata.namespace: its kind belongs to a namespace'])
  })
})

describe('rules in CEL', () => {
  it('are evaluated with defaults filled in, whole numbers as ints', () => {
    const small = { profile: '1g.18gb' }
    expect(faults(slice(small))).toEqual([])
    expect(faults(slice({ ...small, replicas: 4 }))).toEqual(['spec: more than three only of 2g.35gb'])
    expect(faults(slice({ ports: [{ name: 'http', port: 80 }] }))).toEqual(['spec: ports above 1024'])
  })

  it('see the name of the object', () => {
    expect(faults(slice({}, { name: 'forbidden' }))).toEqual([': not that name'])
  })

  it('are counted, and those about a change or beyond this machine are named with the reason', () => {
    const rules = [
      { rule: 'self.profile == oldSelf.profile' },
      { rule: 'quantity(self.profile).isGreaterThan(quantity("1"))' },
      { rule: "self.profile.startsWith('2g')" },
    ]
    const { rules: evaluated, notEvaluated } = validateObjects(
      [slice({})],
      [kindWith({ 'x-kubernetes-validations': rules })],
    )
    expect(evaluated).toBe(2)
    expect([...notEvaluated.keys()]).toEqual([
      'kit.test/v1/Slice spec: self.profile == oldSelf.profile',
      'kit.test/v1/Slice spec: quantity(self.profile).isGreaterThan(quantity("1"))',
    ])
    expect([...notEvaluated.values()][0]).toBe('it compares with an older object')
  })

  it('reach properties whose names CEL would read otherwise', () => {
    const kind = kindWith({
      properties: { ...spec.properties, namespace: { type: 'string' }, 'app-name': { type: 'string' } },
      'x-kubernetes-validations': [{ rule: "self.__namespace__ == 'a' && self.app__dash__name == 'b'", message: 'no' }],
    })
    expect(faults(slice({ namespace: 'a', 'app-name': 'b' }), kind)).toEqual([])
    expect(faults(slice({ namespace: 'x', 'app-name': 'b' }), kind)).toEqual(['spec: no'])
  })
})

describe('kinds without a definition', () => {
  it('are counted, not passed over', () => {
    const pod: Manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'n' } }
    const result = validateObjects([pod, pod, slice({})], [kindWith()])
    expect(result.notCovered).toEqual(new Map([['v1/Pod', 2]]))
    expect(result.checked).toBe(1)
  })
})
