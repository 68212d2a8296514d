// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ModelKind } from '../../app/speech/index.ts'
import { ask, canAsk } from '../ask.ts'
import { EXIT, KitError } from '../exit.ts'
import { ROOT, shownPath } from '../paths.ts'
import { bad, duration, good, progress, table } from '../terminal.ts'
import { type Card, readCard } from './card.ts'
import { changedKeys, readEnvFile, withSettings, writeEnvFile } from './env-file.ts'
import { type Tried, tryModels } from './try-models.ts'

/** What `./kit connect` takes. */
export interface ConnectOptions {
  readonly env?: string
  readonly force?: boolean
  readonly json?: boolean
}

const NAMES: Readonly<Record<ModelKind, string>> = {
  stt: 'speech to text',
  llm: 'language model',
  tts: 'text to speech',
}

/** A card from a file, from stdin for `-`, or the card itself. Throws {@link KitError}. */
async function cardOf(given: string): Promise<Card> {
  if (given.startsWith('voice-card-')) return readCard(given, 'What you gave')
  if (given === '-') return readCard(await text(process.stdin), 'stdin')
  const content = await readFile(given, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new KitError(
      EXIT.usage,
      `The card '${given}' cannot be read (${error.code}). Give the file your instructor gave you, or its one line in quotes.`,
    )
  })
  return readCard(content, `'${given}'`)
}

async function mayReplace(file: string, keys: readonly string[], force: boolean): Promise<boolean> {
  if (force || keys.length === 0) return true
  const what = `${shownPath(file)} says otherwise about ${keys.join(', ')}`
  if (!canAsk()) throw new KitError(EXIT.usage, `${what}. Nothing was written; give --force to replace them.`)
  return /^y(es)?$/i.test(await ask(`${what}. Replace them? (y/N) `))
}

const line = ({ kind, name, ok, words, tookMs }: Tried): string[] => [
  ok ? good('✔') : bad('✘'),
  NAMES[kind],
  name,
  words,
  ok ? duration(tookMs) : '',
]

/** `./kit connect`: the settings of a card into this laptop's `.env`, and each model tried. Throws {@link KitError}. */
export async function connectCommand(
  given: string,
  { env, force = false, json = false }: ConnectOptions,
): Promise<void> {
  const card = await cardOf(given)
  const file = env ?? join(ROOT, '.env')
  const before = (await readEnvFile(file)) ?? ''
  if (!(await mayReplace(file, changedKeys(before, card.settings), force)))
    throw new KitError(EXIT.no, 'Nothing was written.')
  const comment = '# The models of the workshop, written by ./kit connect.'
  await writeEnvFile(file, withSettings(before, card.settings, comment))
  const stop = json ? () => undefined : progress(() => 'trying the models')
  const tried = await tryModels(card.settings).finally(stop)
  if (json)
    process.stdout.write(
      `${JSON.stringify({ env: file, workshop: card.workshop, user: card.user, models: tried }, null, 2)}\n`,
    )
  else {
    process.stdout.write(`${card.user} of ${card.workshop}: settings are in ${shownPath(file)}\n`)
    process.stdout.write(`${table(tried.map(line))}\n`)
  }
  const failed = tried.filter(({ ok }) => !ok)
  if (failed.length > 0)
    throw new KitError(
      EXIT.no,
      `${failed.length} of 3 models did not answer as they should. When that is put right: ./kit connect again.`,
    )
  if (!json) process.stdout.write('Next: npm start\n')
}
