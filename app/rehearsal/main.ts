// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { type RunningRehearsal, startRehearsal } from './start.ts'

const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
})

const parsed = environment.safeParse(process.env)
if (!parsed.success) {
  const issue = parsed.error.issues[0]
  console.error(`${issue?.path.join('.')}: ${issue?.message}`)
  process.exit(2)
}

/** To who started this: where the models are, and which. */
const tell = (type: 'listening' | 'ready', { url, models }: Pick<RunningRehearsal, 'url' | 'models'>) =>
  process.send?.({ type, url, models: Object.fromEntries(models.map(({ task, id }) => [task, id])) })

const rehearsal = await startRehearsal({
  host: parsed.data.HOST,
  port: parsed.data.PORT,
  onListening: (listening) => tell('listening', listening),
}).catch((error: unknown) => {
  console.error(`The rehearsal models could not start: ${error instanceof Error ? error.message : error}`)
  process.exit(3)
})

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  await rehearsal.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.once('disconnect', stop)

if (process.send) tell('ready', rehearsal)
else console.log(`Rehearsal models at ${rehearsal.url}/v1: ${rehearsal.models.map(({ id }) => id).join(', ')}`)
