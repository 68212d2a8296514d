// SPDX-License-Identifier: Apache-2.0
import { ENV } from '@kit/app/contract'
import { describe, expect, it } from 'vitest'
import type { Plan } from '#capacity'
import { planWorkshop } from '#capacity'
import { type WorkshopInput, workshopFrom } from '#workshop'
import type { Manifest } from '../manifest.ts'
import { synthesize } from '../synthesize.ts'
import { teamsOf } from './teams.ts'

function planned(input: Partial<WorkshopInput> = {}): Plan {
  const plan = planWorkshop(workshopFrom({ name: 'lab', attendees: 24, ...input }))
  if (plan.kind !== 'plan') throw new Error(plan.reasons.join())
  return plan
}
const attendeesWave = (plan: Plan): readonly Manifest[] =>
  synthesize(plan).find(({ name }) => name === 'attendees')?.objects ?? []
const of = (objects: readonly Manifest[], kind: string, namespace?: string): Manifest[] =>
  objects.filter(
    (object) => object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace),
  )
const hard = (objects: readonly Manifest[], namespace: string): Record<string, string> =>
  JSON.parse(JSON.stringify(of(objects, 'ResourceQuota', namespace)[0])).spec.hard

describe('attendees', () => {
  it('each have a project of their own, which they may change, and the models to look at', () => {
    const objects = attendeesWave(planned())
    expect(of(objects, 'Namespace')).toHaveLength(24)
    const edit = of(objects, 'RoleBinding', 'lab-attendee-20').find(({ metadata }) => metadata.name === 'attendee-edit')
    expect(edit).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'User', name: 'attendee-20' }],
    })
    const read = of(objects, 'RoleBinding', 'lab-models').find(({ metadata }) => metadata.name === 'attendees-read')
    expect(read?.subjects).toHaveLength(24)
    const role = of(objects, 'Role', 'lab-models').find(({ metadata }) => metadata.name === 'attendees-read')
    expect(JSON.stringify(role?.rules)).not.toMatch(/create|update|patch|delete|secrets|\*/)
  })

  it('are called what they are called already, in projects with numbers', () => {
    const objects = attendeesWave(
      planned({ attendees: 2, identity: { kind: 'existing', users: ['ada@example.com', 'bob'] } }),
    )
    expect(of(objects, 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
      'lab-attendee-01',
      'lab-attendee-02',
    ])
    expect(of(objects, 'RoleBinding', 'lab-attendee-01')[0]?.subjects).toMatchObject([{ name: 'ada@example.com' }])
  })

  it('in a team serve on one slice: in the first one’s project, which all of them may change', () => {
    const plan = planned()
    const teams = teamsOf(plan)
    const sizes = teams.map(({ members }) => members.length)
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(24)
    expect(sizes).toEqual(plan.teams?.sizes)
    const team = teams.find(({ members }) => members.length > 1)
    if (team === undefined) throw new Error('no team of two')
    const objects = attendeesWave(plan)
    const edit = of(objects, 'RoleBinding', team.home.namespace).find(
      ({ metadata }) => metadata.name === 'attendee-edit',
    )
    expect(edit?.subjects).toHaveLength(team.members.length)
    const [home, mate] = team.members.map(({ namespace }) => hard(objects, namespace))
    expect(home).toMatchObject({ 'requests.nvidia.com/mig-2g.35gb': '1', 'requests.nvidia.com/gpu': '0' })
    expect(mate).toMatchObject({ 'requests.nvidia.com/mig-2g.35gb': '0', 'requests.nvidia.com/gpu': '0' })
  })

  it('with a model of their own have its slice, its memory and no more', () => {
    const plan = planned({ attendees: 3, models: { tts: { serve: 'per-attendee' } } })
    const quota = hard(attendeesWave(plan), 'lab-attendee-01')
    const tts = plan.models.find(({ role }) => role === 'tts')
    expect(quota[`requests.nvidia.com/mig-${tts?.slice.profile}`]).toBe('1')
    expect(quota['requests.memory']).toBe(`${8 + (tts?.model.hostMemoryGib ?? 0)}Gi`)
    expect(Object.entries(quota).filter(([name, count]) => name.includes('nvidia') && count !== '0')).toHaveLength(1)
  })

  it('find the models by the names the app reads, and a token that no manifest holds', () => {
    const objects = attendeesWave(planned())
    const settings = of(objects, 'ConfigMap', 'lab-attendee-01').find(
      ({ metadata }) => metadata.name === 'voice-models',
    )
    const keys = Object.keys(JSON.parse(JSON.stringify(settings)).data)
    expect(keys.sort()).toEqual(['LLM_BASE_URL', 'LLM_MODEL', 'STT_BASE_URL', 'STT_MODEL', 'TTS_BASE_URL', 'TTS_MODEL'])
    for (const key of keys) expect(ENV).toHaveProperty(key)
    const secrets = of(objects, 'Secret')
    expect(secrets).toHaveLength(24)
    for (const secret of secrets) {
      expect(secret.type).toBe('kubernetes.io/service-account-token')
      expect(secret).not.toHaveProperty('data')
      expect(secret).not.toHaveProperty('stringData')
    }
  })

  it('cannot be reached from one another’s projects', () => {
    const policies = of(attendeesWave(planned()), 'NetworkPolicy', 'lab-attendee-01')
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['deny-by-default', 'same-project']),
    )
    expect(JSON.stringify(policies)).not.toContain('"ingress":[{}]')
  })

  it('find the guide in the console', () => {
    const links = of(attendeesWave(planned({ cluster: { existing: true, domain: 'apps.example.com' } })), 'ConsoleLink')
    expect(links.map(({ spec }) => spec)).toMatchObject([
      { href: 'https://guide-lab-app.apps.example.com', location: 'ApplicationMenu' },
      { href: 'https://guide-lab-app.apps.example.com', location: 'NamespaceDashboard' },
    ])
  })
})
