// SPDX-License-Identifier: Apache-2.0

import { parseClientMessage, type ServerMessage, type TurnFailure } from '#core'
import type { Link } from './link.ts'
import type { SessionParts } from './parts.ts'
import { Session } from './session.ts'
import type { Wire } from './wire.ts'

/** One client: what carries its messages, and its session. */
export class Connection implements Wire {
  readonly link: Link
  readonly #parts: SessionParts
  readonly #session: Session

  constructor(link: Link, parts: SessionParts) {
    this.link = link
    this.#parts = parts
    this.#session = new Session(this, parts)
  }

  /** The client is gone. */
  end(): Promise<void> {
    return this.#session.end()
  }

  /** One message of the client: JSON in UTF-8, or audio. */
  receive(bytes: Buffer, isBinary: boolean): void {
    try {
      if (isBinary) {
        this.#session.receiveFrame(bytes)
        return
      }
      const parsed = parseClientMessage(bytes.toString('utf8'))
      if (parsed.ok) this.#session.receive(parsed.message)
      else this.report({ code: parsed.code, message: parsed.error, retryable: false })
    } catch (error) {
      this.#parts.log.error({ session: this.#session.sessionId, err: error }, 'a message could not be handled')
      this.report({
        code: 'internal',
        message: 'The server could not handle that message. Try again.',
        retryable: true,
      })
    }
  }

  get bufferedBytes(): number {
    return this.link.bufferedBytes
  }

  send(message: ServerMessage): void {
    this.link.sendText(JSON.stringify(message))
  }

  sendFrame(frame: Uint8Array): void {
    this.link.sendFrame(frame)
  }

  cork(): void {
    this.link.cork()
  }

  uncork(): void {
    this.link.uncork()
  }

  report(failure: TurnFailure, turnId?: string): void {
    const { code, message, retryable } = failure
    this.#parts.metrics.error(code)
    this.send({ type: 'error', code, error: message, retryable, ...(turnId === undefined ? {} : { turn_id: turnId }) })
  }

  close(code: number, reason: string): void {
    this.link.close(code, reason)
  }
}
