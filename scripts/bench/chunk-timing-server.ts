// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http'

/** Sends chunks that carry the time at which they left, one every {@link EVERY_MS}. */
const CHUNKS = 60
const EVERY_MS = 10
const CHUNK_BYTES = 1_920

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  let sent = 0
  const ticker = setInterval(() => {
    const chunk = Buffer.alloc(CHUNK_BYTES)
    chunk.writeDoubleLE(performance.timeOrigin + performance.now())
    response.write(chunk)
    if (++sent < CHUNKS) return
    clearInterval(ticker)
    response.end()
  }, EVERY_MS)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ url: `http://127.0.0.1:${address.port}` })
})
process.once('disconnect', () => process.exit(0))
