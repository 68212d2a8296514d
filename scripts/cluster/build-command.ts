// SPDX-License-Identifier: Apache-2.0
import { readinessOf } from '../../infra/cluster/apply/index.ts'
import { appNamespace } from '../../infra/cluster/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { good, progress } from '../terminal.ts'
import { sendBuilds, sentBuilds } from './build-images.ts'
import { readPlan, wavesOf } from './planned.ts'
import { talking } from './talking.ts'

const LOOK_MS = 5_000

/** `./kit build`: this folder's app and guide, built on the cluster and taken up there. Throws {@link KitError}. */
export async function buildCommand(options: { readonly workshop?: string }): Promise<void> {
  const plan = await readPlan(options.workshop)
  const names = sentBuilds(plan)
  if (names.length === 0)
    throw new KitError(
      EXIT.usage,
      'The workshop names images or a Git repository: the cluster builds nothing from this folder.',
    )
  const app = wavesOf(plan).find(({ name }) => name === 'app')
  const builds =
    app?.objects.filter(({ kind, metadata }) => kind === 'BuildConfig' && names.includes(metadata.name)) ?? []
  await talking('Stopped. A build that has begun goes on.', async (client, signal) => {
    let doing = `sending ${names.join(' and ')}`
    const stop = progress(() => doing)
    try {
      await sendBuilds(client, plan, names, signal)
      for (;;) {
        const { ready, waiting, failed } = await readinessOf(client, { name: 'app', objects: builds }, { signal })
        if (failed.length > 0) throw new KitError(EXIT.no, failed.join('\n'))
        if (ready) break
        doing = waiting.join('; ')
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
        signal.throwIfAborted()
      }
    } finally {
      stop()
    }
    const namespace = appNamespace(plan.workshop)
    const restartedAt = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() }
    for (const name of names)
      await client.patch(
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
        { spec: { template: { metadata: { annotations: restartedAt } } } },
        { signal },
      )
    process.stdout.write(`${good(`${names.join(' and ')} built.`)} The new ones take over in a minute or two.\n`)
  })
}
