// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeWav } from '#core/wav'

const RATE = 24_000
const READY_WITHIN_MS = 40_000

/** Rehearsal models and voice server, each in its process, as `npm start` runs them. */
export class WholeApp {
  readonly url: string
  readonly #modelsUrl: string
  readonly #ttsModel: string
  readonly #rehearsal: ChildProcess
  readonly #dataDir: string
  readonly #env: Readonly<Record<string, string>>
  #server: ChildProcess

  private constructor(
    url: string,
    models: Ready,
    parts: { readonly rehearsal: ChildProcess; readonly server: ChildProcess },
    dataDir: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.url = url
    this.#modelsUrl = models.url
    this.#ttsModel = models.models.tts ?? ''
    this.#rehearsal = parts.rehearsal
    this.#server = parts.server
    this.#dataDir = dataDir
    this.#env = env
  }

  static async start(): Promise<WholeApp> {
    const dataDir = await mkdtemp(join(tmpdir(), 'kit-e2e-'))
    const rehearsal = launch('rehearsal', {})
    const models = await ready(rehearsal, 'rehearsal')
    const named: Record<string, string> = {}
    for (const [task, id] of Object.entries(models.models)) {
      named[`${task.toUpperCase()}_BASE_URL`] = `${models.url}/v1`
      named[`${task.toUpperCase()}_MODEL`] = id
    }
    const env = { ...named, KIT_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
    const server = launch('server', env)
    const { url } = await ready(server, 'voice server')
    return new WholeApp(url, models, { rehearsal, server }, dataDir, env)
  }

  /** Stops the voice server as a deployment does, and starts another at the same place. Resolves when it is ready. */
  async restartServer(): Promise<void> {
    await stopped(this.#server)
    this.#server = launch('server', { ...this.#env, PORT: new URL(this.url).port })
    await ready(this.#server, 'voice server')
  }

  /**
   * Has the rehearsal voice say something, for a microphone to hear: a WAV file with a moment of silence on both sides.
   * @param voice of the customer: another one than the shop's
   * @returns where the file is and how long it lasts
   */
  async say(words: string, voice = 'rms'): Promise<{ readonly file: string; readonly ms: number }> {
    const response = await fetch(`${this.#modelsUrl}/v1/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: this.#ttsModel, input: words, voice, response_format: 'pcm' }),
    })
    if (!response.ok) throw new Error(`The rehearsal voice answered ${response.status}: ${await response.text()}`)
    const speech = new Uint8Array(await response.arrayBuffer())
    const silence = new Uint8Array(RATE) // half a second
    const pcm = Buffer.concat([silence, speech, silence])
    const file = join(this.#dataDir, 'said.wav')
    await writeFile(file, writeWav(pcm, RATE))
    return { file, ms: (pcm.byteLength / 2 / RATE) * 1000 }
  }

  async stop(): Promise<void> {
    await Promise.all([stopped(this.#server), stopped(this.#rehearsal)])
    await rm(this.#dataDir, { recursive: true, force: true })
  }
}

async function stopped(part: ChildProcess): Promise<void> {
  if (part.exitCode !== null || part.signalCode !== null) return
  const gone = once(part, 'exit')
  part.kill('SIGTERM')
  await gone
}

function launch(room: 'rehearsal' | 'server', env: Readonly<Record<string, string>>): ChildProcess {
  return fork(fileURLToPath(new URL(`../../${room}/main.ts`, import.meta.url)), [], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

interface Ready {
  readonly url: string
  readonly models: Readonly<Record<string, string>>
}

async function ready(part: ChildProcess, name: string): Promise<Ready> {
  const said = saidReady(part, AbortSignal.timeout(READY_WITHIN_MS))
  const ended = once(part, 'exit').then(([code]) =>
    Promise.reject(new Error(`The ${name} ended with exit code ${code}.`)),
  )
  // It also ends when it is told to, long after anybody waits for it here.
  ended.catch(() => undefined)
  return await Promise.race([said, ended])
}

async function saidReady(part: ChildProcess, signal: AbortSignal): Promise<Ready> {
  for await (const [message] of on(part, 'message', { signal })) if (isReady(message)) return message
  throw new Error('It stopped talking before it was ready.')
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'
}
