// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EventSocket } from './event-socket.ts'

class StreamDouble extends EventTarget {
  static latest: StreamDouble
  isClosed = false
  constructor() {
    super()
    StreamDouble.latest = this
  }
  close(): void {
    this.isClosed = true
  }
  tell(event: string, data = ''): void {
    this.dispatchEvent(new MessageEvent(event, { data }))
  }
}

/** A goodbye as browsers have it; Node has had it only since version 23. */
class GoodbyeDouble extends Event {
  readonly code: number
  constructor(type: string, { code }: { readonly code: number }) {
    super(type)
    this.code = code
  }
}

/** Requests on their way, oldest first. */
let asked: { readonly url: string; readonly body: string | Uint8Array; answer(status: number): void }[] = []
let heard: string[] = []

beforeEach(() => {
  asked = []
  heard = []
  vi.stubGlobal('EventSource', StreamDouble)
  vi.stubGlobal('CloseEvent', GoodbyeDouble)
  vi.stubGlobal(
    'fetch',
    (url: string, { body }: { body: string | Uint8Array }) =>
      new Promise<Response>((resolve) => {
        asked.push({ url, body, answer: (status) => resolve(new Response(null, { status })) })
      }),
  )
})
afterEach(() => vi.unstubAllGlobals())

function open(): EventSocket {
  const socket = new EventSocket('/events')
  socket.addEventListener('open', () => heard.push('open'))
  socket.addEventListener('message', (event) => {
    if (!(event instanceof MessageEvent)) return
    heard.push(event.data instanceof ArrayBuffer ? `${event.data.byteLength} bytes` : event.data)
  })
  socket.addEventListener('close', (event) => heard.push(`close ${event instanceof GoodbyeDouble ? event.code : '?'}`))
  return socket
}
const settle = () => new Promise((resolve) => setImmediate(resolve))
/** Answers the oldest request that is on its way, and gives what it carried. */
async function answer(status = 204): Promise<string | Uint8Array | undefined> {
  const request = asked.shift()
  request?.answer(status)
  await settle()
  return request?.body
}

it('is open only when a request got through as well; what came before is kept', async () => {
  const socket = open()
  StreamDouble.latest.tell('connection', '{"connection_id":"c1"}')
  StreamDouble.latest.tell('message', 'hello')
  expect(asked[0]?.url).toBe('/events/c1')
  expect([heard, socket.readyState]).toEqual([[], 0])
  await answer()
  StreamDouble.latest.tell('audio', btoa('abcd'))
  expect([heard, socket.readyState]).toEqual([['open', 'hello', '4 bytes'], 1])
})

it('sends one request at a time, in order, and gathers the audio that waits', async () => {
  const socket = open()
  StreamDouble.latest.tell('connection', '{"connection_id":"c1"}')
  await answer()
  socket.send('begin')
  for (const byte of [1, 2, 3]) socket.send(new Uint8Array([byte, byte]))
  socket.send('end')
  StreamDouble.latest.tell('ping')
  expect([asked.length, socket.bufferedAmount]).toEqual([1, 9])
  expect(await answer()).toBe('begin')
  expect(await answer()).toEqual(new Uint8Array([1, 1, 2, 2, 3, 3]))
  expect([asked.length, await answer(), await answer()]).toEqual([1, 'end', ''])
  expect(asked).toEqual([])
})

it('ends when a request is refused, when the stream breaks off, when the server closes, and when nothing gets through', async () => {
  open()
  StreamDouble.latest.tell('connection', '{"connection_id":"c1"}')
  await answer(403)
  expect([heard, StreamDouble.latest.isClosed]).toEqual([['close 1006'], true])

  open()
  StreamDouble.latest.tell('error')
  open()
  StreamDouble.latest.tell('close', '{"code":4001,"reason":"elsewhere"}')
  StreamDouble.latest.tell('error')
  const stuck = open()
  for (let i = 0; i < 17; i++) stuck.send(new Uint8Array(1_000_000))
  expect(heard.slice(1)).toEqual(['close 1006', 'close 4001', 'close 1006'])
})
