// SPDX-License-Identifier: Apache-2.0
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { LANGUAGE_MODEL, languageRoutes } from './language/index.ts'
import { type ListedModel, listedModel } from './models.ts'
import { rehearsalApp } from './server.ts'
import { SPEECH_MODEL, SPEECH_OPTIONS } from './speech/speech-request.ts'
import { speechRoutes, voiceRoutes } from './speech/speech-routes.ts'
import { FliteSynthesiser } from './speech/synthesiser.ts'
import { VOICE_IDS } from './speech/voices.ts'
import { ShopRecogniser } from './transcription/recogniser.ts'
import { TRANSCRIPTION_MODEL } from './transcription/transcription-request.ts'
import { transcriptionRoutes } from './transcription/transcription-routes.ts'

export interface RehearsalOptions {
  /** @default 127.0.0.1 */
  readonly host?: string
  /** @default 0: any free port */
  readonly port?: number
  /** Threads of the synthesiser. @default 2 */
  readonly speechThreads?: number
  /** Threads of the recogniser, about 150 MB each. @default 2 */
  readonly listeningThreads?: number
  /** Called as soon as the models can be listed; everything else that is asked waits until the engines are ready. */
  readonly onListening?: (listening: Pick<RunningRehearsal, 'url' | 'models'>) => void
}

export interface RunningRehearsal {
  /** The origin; base URLs are `${url}/v1`. */
  readonly url: string
  /** The names the three models answer to. */
  readonly models: readonly ListedModel[]
  close(): Promise<void>
}

/** What a client asks before it needs a model. */
const NEED_NO_ENGINE = { '/v1/models': true, '/v1/audio/voices': true }

/** Starts the rehearsal models. Resolves when every one of them answers. */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<RunningRehearsal> {
  const { host = '127.0.0.1', port = 0, speechThreads = 2, listeningThreads = 2 } = options
  const models = [
    listedModel(TRANSCRIPTION_MODEL, 'stt', {}),
    LANGUAGE_MODEL,
    listedModel(SPEECH_MODEL, 'tts', SPEECH_OPTIONS, VOICE_IDS),
  ]
  const engines = Promise.all([FliteSynthesiser.start(speechThreads), ShopRecogniser.start(listeningThreads)])
  const whole = engines.then(([synthesiser, recogniser]) => {
    const rooms: Hono[] = [transcriptionRoutes(recogniser), languageRoutes(), speechRoutes(synthesiser), voiceRoutes()]
    return rehearsalApp({ models, rooms })
  })
  // Waited for below, once there is a server to close.
  whole.catch(() => undefined)
  const lists = rehearsalApp({ models, rooms: [voiceRoutes()] })
  const fetch = async (request: Request): Promise<Response> =>
    (new URL(request.url).pathname in NEED_NO_ENGINE ? lists : await whole).fetch(request)

  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false })
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const bound = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error(`Not a TCP address: ${bound}`))
      else resolve(bound)
    })
  })
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  const url = `http://${name}:${address.port}`
  const stopListening = () => {
    const closed = new Promise((resolve) => server.close(resolve))
    if ('closeAllConnections' in server) server.closeAllConnections()
    return closed
  }
  options.onListening?.({ url, models })
  try {
    const [synthesiser, recogniser] = await engines
    return {
      url,
      models,
      close: async () => {
        await Promise.all([stopListening(), synthesiser.close(), recogniser.close()])
      },
    }
  } catch (error) {
    await stopListening()
    throw error
  }
}
