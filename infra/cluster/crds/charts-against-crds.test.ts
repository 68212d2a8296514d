// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest'
import type { Plan } from '#capacity'
import { workshopFrom } from '#workshop'
import { synthesize } from '../synthesize.ts'
import { EXAMPLES, everything, OUTPUTS, onVersion, planOf } from '../test/workshops.ts'
import { isPlain, overlaysOf, readCrds, validateObjects } from './index.ts'

const directory = process.env.KIT_CRDS_DIR ?? ''

/** Kinds of OpenShift that are served by an API of their own: nobody publishes a definition of them. */
const AGGREGATED = ['user.openshift.io/', 'build.openshift.io/', 'image.openshift.io/', 'project.openshift.io/']

async function validated(plan: Plan) {
  const objects = synthesize(plan).flatMap((wave) => wave.objects)
  const kinds = await readCrds(directory, overlaysOf(plan.workshop), new Set(objects.map(({ kind }) => kind)))
  return validateObjects(objects, kinds)
}

const versions = ['3.4', '3.5'] as const
const examples = versions.flatMap((version) =>
  EXAMPLES.flatMap(([name, workshop]) => [
    [`${name} on OpenShift AI ${version}`, planOf(onVersion(workshop, version))] as const,
    [`${name} on OpenShift AI ${version}, everything on`, planOf(onVersion(everything(workshop), version))] as const,
  ]),
)
const workshop = workshopFrom({ name: 'voice-lab', attendees: 24 })
const oldGpuOperator = { ...workshop, operators: { ...workshop.operators, gpu: { channel: 'v25.10' } } }
const all = [
  ...examples,
  ...OUTPUTS.filter(([name]) => !name.includes('.yaml')),
  ['GPU operator v25.10', planOf(oldGpuOperator)] as const,
]

describe.skipIf(directory === '')('every object is what its definition says (KIT_CRDS_DIR)', () => {
  it.each(all)('%s', { timeout: 60_000 }, async (_, plan) => {
    const { findings, checked, rules, notCovered, notEvaluated } = await validated(plan)
    expect(findings).toEqual([])
    expect(checked).toBeGreaterThan(20)
    expect(rules).toBeGreaterThan(10)
    const custom = [...notCovered.keys()].filter(
      (key) => !isPlain(key) && !AGGREGATED.some((group) => key.startsWith(group)),
    )
    expect(custom, 'custom kinds without a definition').toEqual([])
    const unable = [...notEvaluated].filter(([, why]) => why !== 'it compares with an older object')
    expect(unable, 'rules that this machine cannot evaluate').toEqual([])
  })

  it('would see a field that 3.4 does not have', { timeout: 60_000 }, async () => {
    const plan = planOf(onVersion(everything(workshop), '3.5'))
    const objects = synthesize(plan).flatMap((wave) => wave.objects)
    const kinds = await readCrds(directory, ['rhoai-3.4'], new Set(objects.map(({ kind }) => kind)))
    const messages = validateObjects(objects, kinds).findings.map(({ path, message }) => `${path} ${message}`)
    expect(messages).toContain("spec.components has no field 'aigateway'")
    expect(messages).toContain("spec.components.kserve has no field 'enableLLMInferenceServiceTLS'")
  })
})
