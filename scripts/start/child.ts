// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { EXIT, KitError } from '../exit.ts'
import { dim } from '../terminal.ts'

/** A long-running part of the kit in a process of its own. */
export interface ChildOptions {
  /** What people call it: `voice server`. */
  readonly name: string
  /** File to run, TypeScript or a bundle. */
  readonly file: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Its whole output goes to `<logDir>/<name>.log`. */
  readonly logDir: string
  /** Copy the output to this terminal as well. */
  readonly verbose: boolean
}

const TSX = import.meta.resolve('tsx')
const DIE_WITH_PARENT = import.meta.resolve('./die-with-parent.mjs')
const TAIL_LINES = 20

/** Milliseconds a part has to finish what it is doing before it is killed. */
const GRACE_MS = 6_000

/** A forked part. It is ready when it says so over IPC, and `ended` settles when its process is gone. */
export class Child {
  readonly ended: Promise<string>
  readonly #process: ChildProcess
  readonly #log: WriteStream
  readonly #tail: string[] = []
  #gone = false

  constructor(readonly options: ChildOptions) {
    mkdirSync(options.logDir, { recursive: true })
    this.#log = createWriteStream(this.logFile)
    // A full disk costs the log, not the talk.
    this.#log.on('error', () => undefined)
    const { file } = options
    this.#process = fork(file, [], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      execArgv: [...(file.endsWith('.ts') ? ['--import', TSX] : ['--enable-source-maps']), '--import', DIE_WITH_PARENT],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => this.#write(text))
    }
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#gone = true
        this.#log.end(() => resolve(how))
      }
      this.#process.once('error', (error) => end(error.message))
      this.#process.once('close', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code ?? 'unknown'}`))
    })
  }

  get logFile(): string {
    return join(this.options.logDir, `${this.options.name.replaceAll(' ', '-')}.log`)
  }

  /** Resolves with its `{type: 'ready', …}` message, or another it says on the way; rejects with {@link KitError} when it ends first. */
  async ready(timeoutMs: number, type = 'ready'): Promise<unknown> {
    const said = new Promise<unknown>((resolve) => {
      const listen = (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== type) return
        this.#process.off('message', listen)
        resolve(message)
      }
      this.#process.on('message', listen)
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.failure(`was not ready after ${timeoutMs / 1_000} s`)), timeoutMs)
    })
    const died = this.ended.then((how) =>
      Promise.reject(
        this.#process.exitCode === EXIT.usage ? this.#refusal() : this.failure(`ended before it was ready (${how})`),
      ),
    )
    try {
      return await Promise.race([said, late, died])
    } finally {
      clearTimeout(timer)
      died.catch(() => undefined)
    }
  }

  /** What to tell a person when this part failed: the end of what it said, and where the rest is. */
  failure(what: string): KitError {
    const said = this.options.verbose ? '' : this.#tail.map((line) => `    ${line}`).join('\n')
    return new KitError(
      EXIT.outside,
      [`The ${this.options.name} ${what}.`, said, `Its log: ${this.logFile}`].filter(Boolean).join('\n'),
    )
  }

  /** Exit code 2: it does not accept its settings, and has said why. */
  #refusal(): KitError {
    return new KitError(EXIT.usage, this.#tail.join('\n'))
  }

  /** Asks it to stop, waits, and kills it when it does not. */
  async stop(graceMs = GRACE_MS): Promise<void> {
    if (this.#gone) return
    this.#process.kill('SIGTERM')
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), graceMs)
    await this.ended
    clearTimeout(kill)
  }

  #write(text: string): void {
    this.#log.write(text)
    for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
      this.#tail.push(line)
      if (this.#tail.length > TAIL_LINES) this.#tail.shift()
      if (this.options.verbose) process.stdout.write(`${dim(`${this.options.name}  `)}${line}\n`)
    }
  }
}
