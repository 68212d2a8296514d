// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from '../exit.ts'
import { Child, type ChildOptions } from './child.ts'

/** The processes of one `npm start`: they come up one by one and go down together. */
export class Parts {
  /** Rejects when a part that should be running has ended. */
  readonly failed: Promise<never>
  readonly #children = new Map<string, Child>()
  readonly #fail: (error: KitError) => void
  #closed = false

  constructor() {
    let fail: (error: KitError) => void = () => undefined
    this.failed = new Promise((_, reject) => {
      fail = reject
    })
    this.failed.catch(() => undefined)
    this.#fail = fail
  }

  /** Forks a part and resolves with its ready message. Throws `KitError` with the end of its log. */
  async launch(options: ChildOptions, readyWithinMs: number): Promise<unknown> {
    return this.#whenReady(this.#fork(options), readyWithinMs)
  }

  /** Forks a part that can be addressed before it is ready: what it says then, and its ready message. */
  launchListening(options: ChildOptions, readyWithinMs: number): Record<'listening' | 'ready', Promise<unknown>> {
    const child = this.#fork(options)
    return { listening: child.ready(readyWithinMs, 'listening'), ready: this.#whenReady(child, readyWithinMs) }
  }

  #fork(options: ChildOptions): Child {
    if (this.#closed)
      throw new KitError(EXIT.outside, `The ${options.name} was not started: everything is being stopped.`)
    const child = new Child(options)
    this.#children.set(options.name, child)
    return child
  }

  async #whenReady(child: Child, withinMs: number): Promise<unknown> {
    const { options } = child
    const ready = await child.ready(withinMs)
    void child.ended.then((how) => {
      if (this.#children.get(options.name) !== child) return
      this.#children.delete(options.name)
      this.#fail(child.failure(`stopped by itself (${how}), so everything else was stopped too`))
    })
    return ready
  }

  /** Stops one part, on purpose. */
  async stop(name: string): Promise<void> {
    const child = this.#children.get(name)
    this.#children.delete(name)
    await child?.stop()
  }

  /** Stops what runs, the last one launched first, since it uses the earlier ones. Nothing is launched afterwards. */
  async stopAll(): Promise<void> {
    this.#closed = true
    for (const name of [...this.#children.keys()].reverse()) await this.stop(name)
  }
}
