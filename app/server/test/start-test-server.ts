// SPDX-License-Identifier: Apache-2.0

import { onTestFinished } from 'vitest'
import type { Agent } from '#agent'
import { createSynthesiser, createTranscriber } from '#speech'
import { readConfig } from '../config.ts'
import type { Limits } from '../limits.ts'
import { createLog } from '../log.ts'
import { ModelDirectory, speechEndpoint } from '../models.ts'
import { type RunningServer, startServer } from '../start-server.ts'
import { type ModelDouble, SPEECH_RATE, startModelDouble } from './model-double.ts'
import { ScriptedAgent } from './scripted-agent.ts'

export interface TestServer extends RunningServer {
  readonly models: RunningServer['models']
  readonly speech: ModelDouble
  /** Everything the server logged, at the most talkative level. */
  readonly logged: string[]
  storeTrouble: string | null
}

/** The real server: real sockets, real speech clients over HTTP to doubles of known behaviour, and a given agent. */
export async function startTestServer({
  agent = new ScriptedAgent(),
  limits = {},
  env = {},
  webDir = '/nowhere',
  warmUp = false,
}: {
  readonly agent?: Agent
  readonly limits?: Partial<Limits>
  readonly env?: Readonly<Record<string, string>>
  readonly webDir?: string
  readonly warmUp?: boolean
} = {}): Promise<TestServer> {
  const speech = await startModelDouble()
  const logged: string[] = []
  const log = createLog('trace', { write: (line) => logged.push(line) })
  const config = readConfig({
    STT_BASE_URL: speech.baseUrl,
    LLM_BASE_URL: speech.baseUrl,
    TTS_BASE_URL: speech.baseUrl,
    STT_MODEL: 'double',
    LLM_MODEL: 'double',
    TTS_MODEL: 'double',
    PORT: '0',
    ...env,
  })
  const state = { storeTrouble: null as string | null }
  const running = await startServer(config, {
    limits,
    log,
    webDir,
    warmUp,
    backends: async (_config, merged) => {
      const models = new ModelDirectory(config, log)
      await models.down()
      return {
        agent,
        transcriber: createTranscriber(speechEndpoint(config.stt, merged.transcribeMs)),
        synthesiser: createSynthesiser({
          ...speechEndpoint(config.tts, merged.speechMs),
          voice: config.voice ?? 'ada',
          sampleRate: SPEECH_RATE,
        }),
        models,
        storeTrouble: async () => state.storeTrouble,
        close: () => agent.close(),
      }
    },
  })
  onTestFinished(() => running.close())
  return Object.assign(state, { ...running, speech, logged })
}
