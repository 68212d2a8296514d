// SPDX-License-Identifier: Apache-2.0

/** The least a relay can do: what the voice sends goes out as it comes, by `node:http` and `ws`. */

import { request } from 'node:http'
import { WebSocketServer } from 'ws'

const voice = new URL(`${process.env.TTS_BASE_URL}/audio/speech`)
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })

server.on('connection', (socket) => {
  socket.send(JSON.stringify({ type: 'hello' }))
  socket.on('message', (data: Buffer) => {
    const { type, text }: { type: string; text?: string } = JSON.parse(data.toString('utf8'))
    if (type !== 'tts_text') return
    socket.send(JSON.stringify({ type: 'tts_begin', turn_id: 't' }))
    const asked = request(voice, { method: 'POST' }, (response) => {
      response.on('data', (chunk: Buffer) => socket.send(chunk, { binary: true }))
      response.on('end', () => socket.send(JSON.stringify({ type: 'tts_end' })))
    })
    asked.end(JSON.stringify({ input: text }))
  })
})
server.on('listening', () => {
  const address = server.address()
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` })
})
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => process.exit(0))
