// SPDX-License-Identifier: Apache-2.0

/** A voice that speaks in real time: 20 ms of speech every 20 ms, for as many seconds as it is told, to everybody. */

import { createServer, type ServerResponse } from 'node:http'

const FRAME_MS = 20
const frames = (Number(process.argv[2]) * 1_000) / FRAME_MS
/** Loud enough to count as audible: one tenth of full scale. */
const frame = Buffer.alloc((24_000 * 2 * FRAME_MS) / 1_000, 16)
const speaking = new Map<ServerResponse, number>()

setInterval(() => {
  for (const [response, sent] of speaking) {
    response.write(frame)
    speaking.set(response, sent + 1)
    if (sent + 1 < frames) continue
    speaking.delete(response)
    response.end()
  }
}, FRAME_MS)

const server = createServer((request, response) => {
  request.resume()
  response.on('close', () => speaking.delete(response))
  if (request.url?.endsWith('/audio/speech') === true) {
    response.writeHead(200, { 'content-type': 'audio/pcm' })
    speaking.set(response, 0)
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data: [{ id: 'paced' }] }))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1` })
})
process.on('disconnect', () => process.exit(0))
