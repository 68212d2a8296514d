// SPDX-License-Identifier: Apache-2.0

/** Bytes of one request: what gathers while the one before is on its way goes together, up to this. */
const BODY_BYTES = 256 * 1024

/** What may wait to be sent: the longest utterance, and room to spare. More means that nothing gets through. */
const WAITING_BYTES = 16_000_000

/** The close code for "it broke off", as a WebSocket has it. */
const BROKEN_OFF = 1_006

/**
 * What WebSocket is to the page, over plain HTTP: server-sent events one way, one request after the other the other
 * way. It is for browsers without WebSockets, and for proxies that let none through.
 */
export class EventSocket extends EventTarget {
  /** Frames come as ArrayBuffers, whatever is written here. */
  binaryType: BinaryType = 'arraybuffer'
  readyState = 0
  readonly #url: string
  readonly #stream: EventSource
  readonly #closed = new AbortController()
  /** Where messages go, once the server has said so. */
  #address = ''
  #waiting: (string | Uint8Array<ArrayBuffer>)[] = []
  #waitingBytes = 0
  #isSending = false
  /** What came before it was sure that requests get through as well. */
  #early: MessageEvent[] | null = []

  /** @param url of the event stream; messages go to `<url>/<connection id>` */
  constructor(url: string) {
    super()
    this.#url = url
    this.#stream = new EventSource(url)
    // An EventSource would come back by itself, to a session that has ended.
    this.#stream.addEventListener('error', () => this.#end(BROKEN_OFF, ''))
    this.#stream.addEventListener('connection', ({ data }: MessageEvent<string>) => void this.#open(data))
    this.#stream.addEventListener('ping', () => this.send(''))
    this.#stream.addEventListener('message', ({ data }: MessageEvent<string>) => this.#tell(data))
    this.#stream.addEventListener('audio', ({ data }: MessageEvent<string>) => this.#tell(bytesOf(data)))
    this.#stream.addEventListener('close', ({ data }: MessageEvent<string>) => {
      const { code, reason }: { code: number; reason: string } = JSON.parse(data)
      this.#end(code, reason)
    })
  }

  get bufferedAmount(): number {
    return this.#waitingBytes
  }

  /** Sends a message, or audio of an utterance; an empty text is a sign of life. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(data)
    this.#waitingBytes += data.length
    if (this.#waitingBytes > WAITING_BYTES) this.#end(BROKEN_OFF, 'Nothing gets through.')
    else void this.#sendWaiting()
  }

  /** Ends the connection. The server sees that by itself. */
  close(code = 1_000, reason = ''): void {
    this.#end(code, reason)
  }

  async #open(data: string): Promise<void> {
    const { connection_id }: { connection_id: string } = JSON.parse(data)
    this.#address = `${this.#url}/${connection_id}`
    // Some proxies, and servers that do not want this page, let it listen but not speak.
    if (!(await this.#post('')) || this.readyState !== 0) return
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
    const early = this.#early ?? []
    this.#early = null
    for (const event of early) this.dispatchEvent(event)
  }

  #tell(data: string | ArrayBuffer): void {
    const event = new MessageEvent('message', { data })
    if (this.#early === null) this.dispatchEvent(event)
    else this.#early.push(event)
  }

  /** One request at a time, so that messages arrive in their order. */
  async #sendWaiting(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    while (this.readyState === 1) {
      const next = this.#next()
      if (next === null || !(await this.#post(next))) break
    }
    this.#isSending = false
  }

  #next(): string | Uint8Array<ArrayBuffer> | null {
    const first = this.#waiting.shift()
    if (first === undefined) return null
    this.#waitingBytes -= first.length
    if (typeof first === 'string') return first
    const frames = [first]
    let bytes = first.length
    for (let frame = this.#waiting[0]; frame instanceof Uint8Array; frame = this.#waiting[0]) {
      bytes += frame.length
      if (bytes > BODY_BYTES) break
      frames.push(frame)
      this.#waitingBytes -= frame.length
      this.#waiting.shift()
    }
    return concat(frames)
  }

  /** Whether it arrived; if not, the connection is over. */
  async #post(body: string | Uint8Array<ArrayBuffer>): Promise<boolean> {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    try {
      const { signal } = this.#closed
      const answer = await fetch(this.#address, { method: 'POST', body, headers: { 'content-type': type }, signal })
      if (answer.ok) return true
      this.#end(BROKEN_OFF, await answer.text())
    } catch {
      this.#end(BROKEN_OFF, '')
    }
    return false
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#stream.close()
    this.#closed.abort()
    this.#waiting = []
    this.dispatchEvent(new CloseEvent('close', { code, reason }))
  }
}

function concat(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(frames.reduce((bytes, { length }) => bytes + length, 0))
  let at = 0
  for (const frame of frames) {
    whole.set(frame, at)
    at += frame.length
  }
  return whole
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer
}
