// SPDX-License-Identifier: Apache-2.0
import { type DeletionEvent, deleteWorkshop } from '../../infra/cluster/apply/index.ts'
import { removeHtpasswdLogin } from '../../infra/cluster/secrets/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { dim, duration, good, strong } from '../terminal.ts'
import { readPlan, wavesOf } from './planned.ts'
import { talking } from './talking.ts'

/** What `./kit delete` takes. */
export interface DeleteOptions {
  readonly workshop?: string
  readonly confirm?: string
  readonly dryRun?: boolean
}

const MOST_NAMED = 6

function told(event: DeletionEvent): string {
  switch (event.kind) {
    case 'deleting': {
      const more = event.objects.length > MOST_NAMED ? `, and ${event.objects.length - MOST_NAMED} more` : ''
      return `${strong(event.wave)}  ${event.objects.slice(0, MOST_NAMED).join(', ')}${more}`
    }
    case 'kept':
      return dim(`  kept: ${event.object} was there before`)
    case 'waiting':
      return dim(
        `  ${duration(event.forMs)}: ${event.left.length} are still there: ${event.left.slice(0, 3).join(', ')}`,
      )
  }
}

/** `./kit delete`: takes a workshop off the cluster of the current context. Throws {@link KitError}. */
export async function deleteCommand({ workshop, confirm, dryRun = false }: DeleteOptions): Promise<void> {
  const plan = await readPlan(workshop)
  const { name } = plan.workshop
  if (!dryRun && confirm !== name)
    throw new KitError(
      EXIT.usage,
      `${confirm === undefined ? 'Nothing was deleted' : `--confirm '${confirm}' is not the name of this workshop`}. To delete '${name}' from the cluster: ./kit delete --confirm ${name}. To see first what would go: ./kit delete --dry-run.`,
    )
  await talking('Stopped. The same command goes on where it stopped.', async (client, signal) => {
    process.stdout.write(`Workshop ${name} on ${client.server} (context ${client.context})\n`)
    let toldAtMs = Number.NEGATIVE_INFINITY
    const onEvent = (event: DeletionEvent): void => {
      if (event.kind === 'waiting') {
        if (event.forMs - toldAtMs < 10_000 && event.forMs > toldAtMs) return
        toldAtMs = event.forMs
      }
      process.stdout.write(`${told(event)}\n`)
    }
    const count = await deleteWorkshop(client, wavesOf(plan), { workshop: name, dryRun, signal, onEvent })
    if (!dryRun && plan.workshop.identity.kind === 'htpasswd' && (await removeHtpasswdLogin(client, name, signal)))
      process.stdout.write(`  OAuth cluster: people of '${name}' can no longer log in\n`)
    if (count === 0) process.stdout.write('There is nothing of it on this cluster.\n')
    else if (dryRun) process.stdout.write(`${count} objects would be deleted. Nothing was.\n`)
    else
      process.stdout.write(`${good(`${count} objects deleted.`)} Nodes and what AWS bills for are not part of this.\n`)
  })
}
