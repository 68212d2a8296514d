// SPDX-License-Identifier: Apache-2.0

/** Something asked in one piece, which can be sent again if the connection breaks on the way. */
export type Question =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'recording'; readonly pcm: Uint8Array<ArrayBuffer>; readonly sampleRate: number }

/** A spoken utterance is streamed while it is spoken: it is gone with its connection. */
type Asked = Question | { readonly kind: 'spoken' }

/** What may wait for the connection. Whoever types more than this while offline is not talking to a shop. */
export const MOST_WAITING = 50

/**
 * Keeps what the customer asked until the server has named it, so that nothing is lost and nothing is asked twice: what waited
 * for a connection is asked one after the other, each when the one before is answered.
 */
export class Questions {
  readonly #send: (question: Question) => void
  /** Not sent yet, oldest first. */
  #waiting: Question[] = []
  /** Sent; the server has not named it yet. It names them in this order. */
  #unnamed: Asked[] = []
  readonly #named = new Set<string>()
  #online = false
  /** One that had waited is being answered; the next follows it. */
  #draining = false

  constructor(send: (question: Question) => void) {
    this.#send = send
  }

  /** Would a question be asked at once, or wait? */
  get asksAtOnce(): boolean {
    return this.#online && this.#waiting.length === 0
  }

  /** Asks at once, or when it can be asked. False if too much waits already. */
  ask(question: Question): boolean {
    if (this.asksAtOnce) this.#ask(question)
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(question)
    else return false
    return true
  }

  /** An utterance was streamed. */
  spoke(): void {
    this.#unnamed.push({ kind: 'spoken' })
  }

  /** The connection is there, and in the right conversation. */
  online(): void {
    this.#online = true
    this.#next()
  }

  /** The connection is gone: what the server may not have got is asked again on the next. */
  offline(): void {
    this.#online = false
    this.#draining = false
    this.#waiting.unshift(...this.#unnamed.filter((asked) => asked.kind !== 'spoken'))
    this.#unnamed = []
  }

  /** The server said something about a turn. */
  heardOf(turnId: string): void {
    if (this.#named.has(turnId)) return
    this.#named.add(turnId)
    this.#unnamed.shift()
  }

  /** The server is done with a turn. */
  answered(): void {
    if (this.#draining && this.#unnamed.length === 0) this.#next()
  }

  /** The conversation starts afresh. */
  clear(): void {
    this.#waiting = []
    this.#unnamed = []
    this.#draining = false
  }

  #next(): void {
    const question = this.#waiting.shift()
    this.#draining = question !== undefined
    if (question !== undefined) this.#ask(question)
  }

  #ask(question: Question): void {
    this.#unnamed.push(question)
    this.#send(question)
  }
}
