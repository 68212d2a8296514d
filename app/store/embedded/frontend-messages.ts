// SPDX-License-Identifier: Apache-2.0

/** Request codes that take the place of a protocol version in a connection's first message. */
const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const CANCEL_REQUEST = 80877102

/** No statement of ours comes near; a length beyond it is not Postgres' protocol. */
const MAX_MESSAGE_BYTES = 64_000_000

/**
 * What a Postgres client wants done in one go: the messages up to a simple query, a Sync or a Flush. Its answer ends
 * with ReadyForQuery, except after a Flush.
 */
export type FrontendUnit =
  | { readonly kind: 'work'; readonly messages: readonly Uint8Array[]; readonly isComplete: boolean }
  /** Encryption offered; the answer is one byte, `N`. */
  | { readonly kind: 'decline' }
  | { readonly kind: 'goodbye' }

/** Puts a client's bytes together into units. See "Message Flow" in the PostgreSQL manual, version 3.0 of its protocol. */
export class FrontendMessages {
  #bytes: Buffer = Buffer.alloc(0)
  #hasStarted = false
  #messages: Uint8Array[] = []

  /** Takes the next bytes and gives the units they complete. Throws on what is not Postgres' protocol. */
  push(bytes: Buffer): FrontendUnit[] {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    const units: FrontendUnit[] = []
    for (;;) {
      const message = this.#take()
      if (message === null) return units
      const unit = this.#hasStarted ? this.#typed(message) : this.#first(message)
      if (unit !== null) units.push(unit)
    }
  }

  /** Cuts one whole message off the front: 4 bytes of length, behind a type byte once the connection has started. */
  #take(): Buffer | null {
    const lengthAt = this.#hasStarted ? 1 : 0
    if (this.#bytes.length < lengthAt + 8 - lengthAt * 4) return null
    const length = lengthAt + this.#bytes.readUInt32BE(lengthAt)
    if (length < lengthAt + 4 || length > MAX_MESSAGE_BYTES) throw new Error(`a message of ${length} bytes`)
    if (this.#bytes.length < length) return null
    // A copy: the message waits in a queue while the buffer moves on.
    const message = Buffer.from(this.#bytes.subarray(0, length))
    this.#bytes = this.#bytes.subarray(length)
    return message
  }

  #first(message: Buffer): FrontendUnit {
    const code = message.readUInt32BE(4)
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'decline' }
    if (code === CANCEL_REQUEST) return { kind: 'goodbye' }
    this.#hasStarted = true
    return { kind: 'work', messages: [message], isComplete: true }
  }

  #typed(message: Buffer): FrontendUnit | null {
    const type = String.fromCharCode(message[0] ?? 0)
    if (type === 'X') return { kind: 'goodbye' }
    this.#messages.push(message)
    if (type !== 'Q' && type !== 'S' && type !== 'H') return null
    const messages = this.#messages
    this.#messages = []
    return { kind: 'work', messages, isComplete: type !== 'H' }
  }
}
