// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process'
import { ROOT } from './paths.ts'

/** How a program ended. */
export interface Ended {
  /** Exit code; a signal counts as 128. */
  readonly code: number
  /** stdout and stderr as they came, the last megabyte. Empty when shown. */
  readonly output: string
  readonly ms: number
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Show the output as it comes instead of keeping it. */
  readonly show?: boolean
}

const MOST_OUTPUT = 1_000_000

/** Runs a program to its end. Never throws for its exit code. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => {
        output = (output + text).slice(-MOST_OUTPUT)
      })
    }
    const end = (code: number) => resolve({ code, output, ms: performance.now() - startedAt })
    child.once('error', (error) => {
      output += `${command}: ${error.message}\n`
      end(3)
    })
    child.once('close', (code) => end(code ?? 128))
  })
}

/** Runs a JavaScript program of a package with this Node.js. `path` from the root. */
export function runNode(path: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, [path, ...args], options)
}

/** The same for one that loads TypeScript of this project. */
export function runTypeScript(path: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return run(process.execPath, ['--import', 'tsx', path, ...args], options)
}
