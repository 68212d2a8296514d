// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { planWorkshop } from '#capacity'
import { type WorkshopInput, workshopFrom } from '#workshop'
import { deploymentOf } from '../stacks/deployment.ts'
import { cdkContext } from '../stacks/test/synthesized.ts'
import { workshopStacks } from '../stacks/workshop-stacks.ts'

/** What `cdk deploy` is given: templates, which stack needs which, and the files that travel over S3. */
export interface Assembly {
  readonly templates: ReadonlyMap<string, unknown>
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>
  /** Text of a file by its key in S3. */
  file(key: string): string
  remove(): void
}

/** CDK compares templates with their schemas unless told so; that takes longer than all the rest. */
function unchecked<Result>(act: () => Result): Result {
  const before = process.env.CDK_VALIDATION
  process.env.CDK_VALIDATION = 'false'
  try {
    return act()
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION
    else process.env.CDK_VALIDATION = before
  }
}

/** Synthesizes a workshop, without the checks that other tests run. */
export function assemble(input: WorkshopInput, options: { parked?: boolean; nowMs: number }): Assembly {
  const plan = planWorkshop(workshopFrom(input))
  if (plan.kind === 'cannot-run') throw new TypeError(plan.reasons.join('; '))
  const outdir = mkdtempSync(join(tmpdir(), 'workshop-assembly-'))
  const app = new App({ outdir, context: cdkContext(), analyticsReporting: false })
  workshopStacks(app, deploymentOf(plan, options))
  const { stacks } = unchecked(() => app.synth())
  const names = new Set(stacks.map(({ stackName }) => stackName))
  return {
    templates: new Map(stacks.map(({ stackName, template }) => [stackName, template])),
    needs: new Map(
      stacks.map(({ stackName, dependencies }) => [
        stackName,
        new Set(dependencies.map(({ id }) => id).filter((id) => names.has(id))),
      ]),
    ),
    file: (key) => readFileSync(join(outdir, `asset.${key}`), 'utf8'),
    remove: () => rmSync(outdir, { recursive: true }),
  }
}

/** The same without a stack that no other needs. */
export function without(assembly: Assembly, stack: string): Assembly {
  const rest = <Value>(map: ReadonlyMap<string, Value>) => new Map([...map].filter(([name]) => name !== stack))
  return { ...assembly, templates: rest(assembly.templates), needs: rest(assembly.needs) }
}
