// SPDX-License-Identifier: Apache-2.0
import { type ApplyReport, applyObjects, applyWaves, type KubernetesClient } from '../../infra/cluster/apply/index.ts'
import { nodeGroups, outsideObjects, type Wave } from '../../infra/cluster/index.ts'
import { provideSecrets } from '../../infra/cluster/secrets/index.ts'
import { good } from '../terminal.ts'
import { neverBuilt, sendBuilds } from './build-images.ts'
import { readPlan, wavesOf } from './planned.ts'
import { secretSources } from './sources.ts'
import { talking } from './talking.ts'
import { dryRunLine, WaveDisplay } from './wave-display.ts'

/** What `./kit apply` takes. */
export interface ApplyCommandOptions {
  readonly workshop?: string
  readonly dryRun?: boolean
  readonly again?: boolean
  /** False: `--no-gpu`. */
  readonly gpu?: boolean
}

async function dryRun(client: KubernetesClient, waves: readonly Wave[], signal: AbortSignal): Promise<void> {
  const reports: ApplyReport[] = []
  for (const { name, objects } of waves) {
    if (objects.length === 0) continue
    const report = await applyObjects(client, objects, { dryRun: true, signal, patienceMs: 20_000 })
    reports.push(report)
    process.stdout.write(`${dryRunLine(name, report)}\n`)
  }
  const unchecked = reports.flatMap((report) => report.unchecked)
  process.stdout.write(
    unchecked.length === 0
      ? `${good('The cluster would take all of it.')} Nothing was changed.\n`
      : `What was checked, the cluster would take. The rest comes with an earlier wave. Nothing was changed.\n`,
  )
}

/** `./kit apply`: the waves on the cluster of the current context, each once the one before is ready. Throws {@link KitError}. */
export async function applyCommand(options: ApplyCommandOptions): Promise<void> {
  const plan = await readPlan(options.workshop)
  const waves = wavesOf(plan)
  const { name, cluster } = plan.workshop
  await talking('Stopped. ./kit apply goes on where it stopped.', async (client, signal) => {
    process.stdout.write(`Workshop ${name} on ${client.server} (context ${client.context})\n`)
    if (options.dryRun) {
      await dryRun(client, waves, signal)
      return
    }
    const secrets = outsideObjects(plan).filter(({ madeBy }) => madeBy === 'kit')
    const sources = secretSources(plan.workshop)
    for (const secret of await provideSecrets(client, secrets, waves, { workshop: name, sources, signal }))
      process.stdout.write(`  Secret ${secret} made\n`)
    const display = new WaveDisplay()
    let building: Promise<void> = Promise.resolve()
    const unbuilt = new AbortController()
    try {
      await applyWaves(client, waves, {
        workshop: name,
        signal: AbortSignal.any([signal, unbuilt.signal]),
        gpu: options.gpu ?? true,
        again: options.again ?? false,
        // The pools of a cluster that this kit made bring their labels.
        ...(cluster.existing && { layouts: nodeGroups(plan) }),
        onEvent: (event) => {
          display.show(event)
          // Its pods wait for images that nobody has built yet.
          if (event.kind === 'applied' && event.wave === 'app')
            building = neverBuilt(client, plan, signal).then((names) => sendBuilds(client, plan, names, signal))
          building.catch((error: unknown) => unbuilt.abort(error))
        },
      })
      await building
    } finally {
      display.clear()
    }
    const next = 'Next: ./kit attendees --csv cards.csv'
    process.stdout.write(`${good('Everything is ready.')} ${next}\n`)
  })
}
