// SPDX-License-Identifier: Apache-2.0

import { ConfigError, readConfig } from './config.ts'
import { startServer } from './start-server.ts'

/** 2: wrong configuration; 3: something outside failed (port, database, models). */
function give(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error)
  process.stderr.write(`The voice server could not start. ${words}\n`)
  process.exit(error instanceof ConfigError ? 2 : 3)
}

let server: Awaited<ReturnType<typeof startServer>>
try {
  server = await startServer(readConfig(process.env))
} catch (error) {
  give(error)
}

let isStopping = false
const stop = async () => {
  if (isStopping) return
  isStopping = true
  await server.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
process.once('disconnect', stop)

if (process.send) process.send({ type: 'ready', url: server.url, models: server.models })
