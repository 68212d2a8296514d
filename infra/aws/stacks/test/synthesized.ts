// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { z } from 'zod'
import { type Plan, planWorkshop } from '#capacity'
import { type WorkshopInput, workshopFrom } from '#workshop'
import { deploymentOf } from '../deployment.ts'
import { workshopStacks } from '../workshop-stacks.ts'

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.string().optional(),
})
const TemplateJson = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
})
export type TemplateResource = z.output<typeof Resource>
export type SynthesizedTemplate = z.output<typeof TemplateJson>

const Report = z.object({
  pluginReports: z.array(
    z.looseObject({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(z.looseObject({ ruleName: z.string(), description: z.string() })),
      suppressedViolations: z.array(z.looseObject({ ruleName: z.string(), reason: z.string() })).default([]),
    }),
  ),
})

/** The report of a cloud assembly. */
export function reportIn(folder: string): z.output<typeof Report> {
  return Report.parse(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')))
}

/** What the app is told in `cdk.json`. */
export function cdkContext(): Record<string, unknown> {
  const file = new URL('../../../../cdk.json', import.meta.url)
  return z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(readFileSync(file, 'utf8'))).context
}

/** A workshop's templates by the part they are: `network`, `cluster`, … */
export interface Synthesized {
  readonly plan: Plan
  /** Throws for a part that there is not. */
  readonly template: (part: string) => SynthesizedTemplate
  readonly parts: readonly string[]
  /** Parts that have to be there before a part is, by the assembly's manifest. */
  readonly dependencies: (part: string) => readonly string[]
  readonly report: z.output<typeof Report>
}

/** Noon of a day on which nothing happens. */
export const NOW_MS = Date.parse('2026-11-20T12:00:00Z')

/** Synthesizes a workshop as `npx cdk synth` does, with every check. */
export function synthesized(input: WorkshopInput, options: { parked?: boolean; nowMs?: number } = {}): Synthesized {
  const plan = planWorkshop(workshopFrom(input))
  if (plan.kind === 'cannot-run') throw new TypeError(plan.reasons.join('; '))
  const outdir = mkdtempSync(join(tmpdir(), 'workshop-synth-'))
  try {
    const app = new App({ outdir, context: cdkContext(), analyticsReporting: false })
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
    workshopStacks(app, deploymentOf(plan, { nowMs: NOW_MS, ...options }))
    const { stacks } = app.synth()
    const partOf = (name: string) => name.slice(plan.workshop.name.length + 1)
    const found = new Map(
      stacks.map((stack) => [
        partOf(stack.stackName),
        {
          template: TemplateJson.parse(stack.template),
          needs: stack.dependencies.flatMap(({ id }) => (id.endsWith('.assets') ? [] : [partOf(id)])),
        },
      ]),
    )
    const part = (name: string) => {
      const stack = found.get(name)
      if (stack === undefined)
        throw new RangeError(`There is no stack '${name}', only ${[...found.keys()].join(', ')}.`)
      return stack
    }
    return {
      plan,
      parts: [...found.keys()],
      template: (name) => part(name).template,
      dependencies: (name) => part(name).needs,
      report: reportIn(outdir),
    }
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

/** Resources of a type, by their logical id. */
export function resourcesOf(template: SynthesizedTemplate, type: string): [string, TemplateResource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type)
}
