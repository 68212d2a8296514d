// SPDX-License-Identifier: Apache-2.0
import { connect, createServer, type Socket } from 'node:net'

/** A Postgres seen through a tap: every statement can be watched before it arrives, and every answer before it is back. */
export interface TappedPostgres {
  readonly connectionString: string
  /** What a client sends, as text; before it is passed on. */
  onStatement: (sql: string) => void
  /** What the server answers to the statement that was sent last; before it is passed on. */
  onAnswer: (sql: string) => void
  close(): void
}

/** Puts a tap in front of a server. */
export async function tapPostgres(connectionString: string): Promise<TappedPostgres> {
  const target = new URL(connectionString)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let last = ''
    client.on('data', (bytes) => {
      last = bytes.toString('latin1')
      tapped.onStatement(last)
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      tapped.onAnswer(last)
      client.write(bytes)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const at = new URL(connectionString)
  at.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const tapped: TappedPostgres = {
    connectionString: at.href,
    onStatement: () => {},
    onAnswer: () => {},
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
  return tapped
}
