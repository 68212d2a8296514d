// SPDX-License-Identifier: Apache-2.0
// What `npx cdk` runs: -c workshop=FILE, -c gpu=parked.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { costWords, DeploymentError, deploymentOf, workshopStacks } from './aws/index.ts'
import { planWorkshop } from './capacity/index.ts'
import { ChartError } from './cluster/index.ts'
import { loadWorkshop, WorkshopError } from './workshop/index.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** Wrong usage or input, as everywhere in this kit. */
const EXIT_USAGE = 2

class UsageError extends Error {
  override readonly name = 'UsageError' as const
}

function contextOf(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key)
  if (value === undefined || typeof value === 'string') return value
  throw new UsageError(`-c ${key} is ${JSON.stringify(value)}; it takes text.`)
}

function parkedOf(app: App): boolean {
  const gpu = contextOf(app, 'gpu')
  if (gpu === undefined || gpu === 'parked') return gpu === 'parked'
  throw new UsageError(`-c gpu=${gpu} is not known. There is -c gpu=parked, and without it the GPU nodes run.`)
}

async function main(): Promise<void> {
  const app = new App()
  const parked = parkedOf(app)
  const workshop = await loadWorkshop(resolve(ROOT, contextOf(app, 'workshop') ?? 'workshop.yaml'))
  const plan = planWorkshop(workshop)
  if (plan.kind === 'cannot-run')
    throw new UsageError(`This cannot run on ${plan.instance.id}: ${plan.reasons.join('; ')}. See ./kit plan.`)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  console.error(`${workshop.name}: ${costWords(plan)}.`)
  workshopStacks(app, deploymentOf(plan, { parked, nowMs: Date.now() }))
  app.synth()
}

try {
  await main()
} catch (error) {
  const isForPeople = [UsageError, WorkshopError, DeploymentError, ChartError].some((kind) => error instanceof kind)
  if (!isForPeople) throw error
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = EXIT_USAGE
}
