// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs'
import { type Plan, planWorkshop } from '#capacity'
import { loadWorkshop, type Workshop, type WorkshopInput, workshopFrom } from '#workshop'

const ROOT = new URL('../../../', import.meta.url)
const FILES = [
  'workshop.yaml',
  ...readdirSync(new URL('examples', ROOT))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `examples/${name}`),
]

/** Every workshop file of the kit. */
export const EXAMPLES: readonly (readonly [string, Workshop])[] = await Promise.all(
  FILES.map(async (file) => [file, await loadWorkshop(new URL(file, ROOT).pathname)] as const),
)

/** The same with everything that can be switched on switched on. */
export const everything = (workshop: Workshop): Workshop => ({
  ...workshop,
  guardrails: true,
  observability: true,
  maas: true,
  cluster: { ...workshop.cluster, domain: 'apps.example.com' },
})

/** The same on another version of OpenShift AI. */
export const onVersion = (workshop: Workshop, openshiftAi: '3.4' | '3.5'): Workshop => ({
  ...workshop,
  cluster: { ...workshop.cluster, openshiftAi },
})

/** The plan of a workshop that is known to fit. */
export function planOf(workshop: Workshop): Plan {
  const plan = planWorkshop(workshop)
  if (plan.kind !== 'plan') throw new Error(plan.reasons.join('; '))
  return plan
}

/** The plan of a workshop written down in a test. */
export const planned = (input: Partial<WorkshopInput> = {}): Plan =>
  planOf(workshopFrom({ name: 'voice-lab', attendees: 24, ...input }))

/** Whole outputs to hold every promise against: each example, with all switches too, and what no example has. */
export const OUTPUTS: readonly (readonly [string, Plan])[] = [
  ...EXAMPLES.map(([name, workshop]) => [name, planOf(workshop)] as const),
  ...EXAMPLES.map(([name, workshop]) => [`${name}, everything on`, planOf(everything(workshop))] as const),
  [
    'everybody serves their own models',
    planned({ attendees: 3, models: { stt: { serve: 'per-attendee' }, tts: { serve: 'per-attendee' } } }),
  ],
  ['several nodes', planned({ gpu: { instance: 'p5.4xlarge' } })],
  ['nothing to be reached from outside', planned({ outside: false })],
  [
    'all models served elsewhere',
    planned({
      attendeesServe: 'none',
      models: Object.fromEntries(
        ['stt', 'tts', 'agent'].map((role) => [role, { external: `https://${role}.example.com/v1` }]),
      ),
    }),
  ],
]
