// SPDX-License-Identifier: Apache-2.0

import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import { FrontendMessages, type FrontendUnit } from './frontend-messages.ts'

interface Task {
  readonly socket: Socket
  readonly unit: FrontendUnit & { kind: 'work' }
}

/**
 * Lets Postgres clients talk to PGlite, which is a single session. Each client has it for one unit of work at a time
 * (all messages up to a Sync), and keeps it while its transaction is open; the others wait. This is what a pooler in
 * transaction mode does. `PGLiteSocketServer` hands the session over after each single message, so that with a second
 * connection one client's Bind meets the other's Parse ("portal "" does not exist").
 */
export class Relay {
  readonly #database: PGlite
  readonly #onBroken: (error: unknown) => void
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #queue: Task[] = []
  /** Whose transaction is open. */
  #holder: Socket | null = null
  #isBusy = false

  /** @param onBroken called when PGlite itself fails: nothing can be trusted to it afterwards */
  constructor(database: PGlite, onBroken: (error: unknown) => void) {
    this.#database = database
    this.#onBroken = onBroken
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** Listens and gives the port, or 0 for a path. */
  async listen(at: ListenOptions): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(at, resolve)
    })
    const address = this.#server.address()
    return address === null || typeof address === 'string' ? 0 : address.port
  }

  /** Hangs up on all clients. Work that has begun is finished. */
  async close(): Promise<void> {
    this.#queue = []
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
    while (this.#isBusy) await new Promise((resolve) => setImmediate(resolve))
  }

  #accept(socket: Socket): void {
    const messages = new FrontendMessages()
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      try {
        for (const unit of messages.push(bytes)) this.#take(socket, unit)
      } catch {
        socket.destroy()
      }
    })
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#queue = this.#queue.filter((task) => task.socket !== socket)
      void this.#work()
    })
  }

  #take(socket: Socket, unit: FrontendUnit): void {
    if (unit.kind === 'decline') socket.write('N')
    else if (unit.kind === 'goodbye') socket.end()
    else {
      this.#queue.push({ socket, unit })
      void this.#work()
    }
  }

  /** Does what waits, one unit after the other, for as long as there is something it may do. */
  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (;;) {
        if (this.#holder?.destroyed) await this.#rollBack()
        const task = this.#next()
        if (task === null) break
        await this.#do(task)
      }
    } catch (error) {
      this.#onBroken(error)
    } finally {
      this.#isBusy = false
    }
  }

  #next(): Task | null {
    const at = this.#holder === null ? 0 : this.#queue.findIndex(({ socket }) => socket === this.#holder)
    return this.#queue.splice(at < 0 ? this.#queue.length : at, 1)[0] ?? null
  }

  async #do({ socket, unit }: Task): Promise<void> {
    socket.cork()
    for (const message of unit.messages) {
      await this.#database.execProtocolRawStream(message, {
        // A copy: PGlite uses its memory again before the socket has sent it.
        onRawData: (bytes) => void socket.write(Buffer.from(bytes)),
      })
    }
    socket.uncork()
    this.#holder = this.#database.isInTransaction() || !unit.isComplete ? socket : null
  }

  async #rollBack(): Promise<void> {
    this.#holder = null
    if (this.#database.isInTransaction()) await this.#database.exec('rollback')
  }
}
