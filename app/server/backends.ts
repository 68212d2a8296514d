// SPDX-License-Identifier: Apache-2.0

import { availableParallelism } from 'node:os'
import { type Agent, startAgent } from '#agent'
import {
  createSynthesiser,
  createTranscriber,
  ReferenceRecordingError,
  readReference,
  type SpeechDialect,
  type Synthesiser,
  speechDialect,
  type Transcriber,
} from '#speech'
import { openStore, type StoreAddress, startEmbedded } from '#store'
import { ConfigError, type ServerConfig } from './config.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import { ModelDirectory, speechEndpoint } from './models.ts'

/** What stands behind the voice loop. */
export interface Backends {
  readonly agent: Agent
  readonly transcriber: Transcriber
  readonly synthesiser: Synthesiser
  readonly models: ModelDirectory
  /** What is wrong with the store, in words; null when it answers. */
  readonly storeTrouble: () => Promise<string | null>
  close(): Promise<void>
}

/** Connections of one server to a Postgres of its own: two per worker thread of a large machine. */
const POSTGRES_POOL = 8

interface OpenedStore {
  readonly address: StoreAddress
  readonly trouble: () => Promise<string | null>
  close(): Promise<void>
}

/** Starts the agent and the store, and the clients of the models. Throws `StoreError`, `AgentError` and {@link ConfigError}. */
export async function startBackends(
  config: ServerConfig,
  limits: Limits,
  log: Log,
  headStart: boolean,
): Promise<Backends> {
  const dialect = await dialectOf(config)
  const models = new ModelDirectory(config, log)
  // What the models offer is part of the first message to a client.
  const [store] = await Promise.all([openAddress(config, log), models.down()])
  try {
    const agent = await startAgent({
      model: {
        baseUrl: config.llm.baseUrl,
        apiKey: config.llm.apiKey.reveal(),
        model: config.llm.model ?? '',
        timeoutMs: limits.modelCallMs,
      },
      store: store.address,
      workers: Math.min(store.address.poolSize, availableParallelism()),
      headStart,
      warmUp: true,
    })
    return {
      agent,
      transcriber: createTranscriber(speechEndpoint(config.stt, limits.transcribeMs)),
      synthesiser: startSynthesiser(config, limits, models, dialect),
      models,
      storeTrouble: store.trouble,
      async close() {
        await agent.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Speaks with the configured voice, else with the first that the model lists: a model that was down at the start is asked again. */
function startSynthesiser(
  config: ServerConfig,
  limits: Limits,
  models: ModelDirectory,
  dialect: SpeechDialect,
): Synthesiser {
  const voice = config.voice ?? 'default'
  const synthesiser = createSynthesiser({
    ...speechEndpoint(config.tts, limits.speechMs),
    voice,
    sampleRate: config.ttsSampleRate,
    dialect,
  })
  if (config.voice !== null) return synthesiser
  return {
    async synthesise(text, options, signal) {
      const own = options.voice ?? (await models.ownVoice())
      return synthesiser.synthesise(text, own === undefined ? options : { ...options, voice: own }, signal)
    },
  }
}

/** How the voice is asked, with the recording it is to imitate. A recording that cannot be used is a wrong configuration. */
async function dialectOf({ ttsDialect, ttsReference }: ServerConfig): Promise<SpeechDialect> {
  if (ttsReference === null) return speechDialect(ttsDialect)
  try {
    return speechDialect(ttsDialect, await readReference(ttsReference.path, ttsReference.transcript))
  } catch (error) {
    if (!(error instanceof ReferenceRecordingError)) throw error
    throw new ConfigError([`TTS_REFERENCE_AUDIO: ${error.message}`])
  }
}

async function openAddress({ store }: ServerConfig, log: Log): Promise<OpenedStore> {
  if (store.kind === 'embedded') {
    let trouble: string | null = null
    const embedded = await startEmbedded({
      dataDir: store.dataDir,
      onDeath: (error) => {
        trouble = error.message
        log.error({ err: error }, 'the embedded database ended')
      },
    })
    return { address: embedded.address, trouble: async () => trouble, close: () => embedded.close() }
  }
  const address = { connectionString: store.url.reveal(), poolSize: POSTGRES_POOL }
  const probe = await openStore({ ...address, poolSize: 1 })
  return {
    address,
    trouble: () =>
      probe.orders.list(1).then(
        () => null,
        () => 'Postgres does not answer. Look at DATABASE_URL and the database server.',
      ),
    close: () => probe.close(),
  }
}
