// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { onTestFinished, vi } from 'vitest'
import type { ClientMessage } from '#core'
import { Session } from '../session/session.ts'

/** A request that is aborted in the very moment a message of the client arrives at the server. */
export interface AbortControl {
  /** Milliseconds from when the far side saw the control's end to when it saw another's; 0 when that came no later. */
  lag(seenAt: number | undefined): number
  /** Waits until the far side has seen it. */
  seen(): Promise<void>
}

/**
 * What a test of "stops its model calls within 50 ms of its arrival" compares with. Both requests cross the same loopback
 * and are seen by the same event loop, so that a machine that is busy delays both, and only what the server itself waits
 * remains between them.
 */
export async function abortControl(arriving: ClientMessage['type']): Promise<AbortControl> {
  let seenAt = Number.NaN
  const server = createServer((_, response) => {
    response.on('close', () => {
      seenAt = performance.now()
    })
    response.writeHead(200).write('.')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const control = request({ host: '127.0.0.1', port: typeof address === 'object' ? address?.port : 0 })
  control.on('error', () => {})
  control.end()
  await once(control, 'response')

  const receive = Session.prototype.receive
  const spy = vi.spyOn(Session.prototype, 'receive').mockImplementation(function (this: Session, message) {
    if (message.type === arriving) control.destroy()
    receive.call(this, message)
  })
  onTestFinished(() => {
    spy.mockRestore()
    control.destroy()
    server.close()
  })
  return {
    lag: (otherSeenAt = Number.POSITIVE_INFINITY) => Math.max(0, otherSeenAt - seenAt),
    seen: () => vi.waitUntil(() => !Number.isNaN(seenAt), { timeout: 8_000, interval: 5 }).then(() => {}),
  }
}
