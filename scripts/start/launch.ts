// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { EXIT, KitError } from '../exit.ts'
import type { Entry, Runnable } from './bundle.ts'
import { type Role, rehearsalSettings } from './models.ts'
import type { Parts } from './parts.ts'

/** Which project to launch, and where its processes run. */
export interface Site {
  /** Root of the project: this one, or an attendee's `work/`. */
  readonly tree: string
  /** The file to run for a source file of the tree. */
  readonly runnable: Runnable
  /** Where database and logs go. */
  readonly stateDir: string
  readonly verbose: boolean
  readonly parts: Parts
}

/** Environment of the voice server, beyond what the person set. */
export type Settings = Readonly<Record<string, string>>

/** Loading the recogniser takes 2 s on two idle cores; sixty times that is a machine in trouble. A part that dies is known at once. */
const REHEARSAL_READY_MS = 120_000
/** The first creation of the embedded database takes 5.5 s. */
const SERVER_READY_MS = 120_000

const Listening = z.looseObject({ url: z.string(), models: z.record(z.string(), z.string()) })
const ServerReady = z.looseObject({
  url: z.string(),
  models: z.record(z.string(), z.looseObject({ name: z.string().optional() })).optional(),
})
export type ServerReady = z.infer<typeof ServerReady>

export const logDirOf = (site: Site): string => join(site.stateDir, 'logs')

const optionsOf = (site: Site, name: string, entry: Entry, env: Settings) => ({
  name,
  file: site.runnable(entry),
  cwd: site.tree,
  env,
  logDir: logDirOf(site),
  verbose: site.verbose,
})

/** The rehearsal models on their way up. */
export interface Rehearsal {
  /** The settings that point at them, known when they listen. What they are asked then waits for their engines. */
  readonly settings: Promise<Settings>
  readonly ready: Promise<unknown>
}

/** Starts the rehearsal models for the given roles. */
export function launchRehearsal(site: Site, roles: readonly Role[]): Rehearsal {
  const env = { HOST: '127.0.0.1', PORT: '0' }
  const options = optionsOf(site, 'rehearsal models', 'app/rehearsal/main.ts', env)
  const { listening, ready } = site.parts.launchListening(options, REHEARSAL_READY_MS)
  return { settings: listening.then((said) => rehearsalSettings(Listening.parse(said), roles, process.env)), ready }
}

/** Starts the voice server. */
export async function launchServer(site: Site, host: string, port: number, settings: Settings): Promise<ServerReady> {
  const data = process.env.KIT_DATA_DIR || join(site.stateDir, 'data')
  const env = { ...settings, KIT_DATA_DIR: data, HOST: host, PORT: String(port) }
  const options = optionsOf(site, 'voice server', 'app/server/main.ts', env)
  return ServerReady.parse(await site.parts.launch(options, SERVER_READY_MS))
}

/** Is there a page from an earlier build? */
export const hasPage = (tree: string): boolean => existsSync(join(tree, 'app/web/out/index.html'))

/** Builds the page of a tree, unless nothing changed. */
export async function buildPage(tree: string, signal: AbortSignal): Promise<void> {
  const file = join(tree, 'app/web/build.ts')
  if (!existsSync(file)) throw new KitError(EXIT.outside, `There is no page to build: ${file} is missing.`)
  const { buildWeb }: { buildWeb: (options: { signal: AbortSignal }) => Promise<unknown> } = await import(
    pathToFileURL(file).href
  )
  try {
    await buildWeb({ signal })
  } catch (error) {
    throw new KitError(
      EXIT.outside,
      `The page could not be built. ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
