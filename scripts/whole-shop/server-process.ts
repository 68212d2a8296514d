// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, STATE_DIR } from '../paths.ts'
import { bundled, type Runnable } from '../start/bundle.ts'

/** One build for all servers of a test, whatever is being edited meanwhile. */
let runnable: Promise<Runnable> | null = null

/** The voice server as `npm start` runs it, in a process that can be killed like any other. */
export class ServerProcess {
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>

  private constructor(
    child: ChildProcess,
    readonly url: string,
  ) {
    this.#child = child
    this.#exited = new Promise((resolve) => child.once('exit', resolve))
  }

  static async start(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    // A process group of its own, so that the embedded database can be killed with it.
    runnable ??= bundled(ROOT, join(STATE_DIR, 'bundles'))
    const child = fork((await runnable)('app/server/main.ts'), [], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', PORT: '0', ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (message) => {
        if (typeof message === 'object' && message !== null && 'url' in message) resolve(String(message.url))
      })
      child.once('exit', (code, signal) => reject(new Error(`The server ended (${signal ?? code}): ${stderr}`)))
    })
    return new ServerProcess(child, url)
  }

  /** `kill -9`, at once: of the server, or of everything it has started too. */
  kill(what: 'server' | 'group'): void {
    const { pid, exitCode, signalCode } = this.#child
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    process.kill(what === 'group' ? -pid : pid, 'SIGKILL')
  }

  async gone(): Promise<void> {
    await this.#exited
  }
}
