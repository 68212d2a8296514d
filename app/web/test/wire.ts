// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core'

/** One JSON message between page and server. */
export interface Frame {
  readonly sent: boolean
  readonly type: string
  readonly message: Readonly<Record<string, unknown>>
}

/** Writes down every message of a page's sockets, in order. Call it before the page is opened. */
export function watchWire(page: Page): readonly Frame[] {
  const frames: Frame[] = []
  const write = (sent: boolean, payload: string | Buffer) => {
    if (typeof payload !== 'string') return
    const message: Record<string, unknown> = JSON.parse(payload)
    frames.push({ sent, type: String(message.type), message })
  }
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => write(true, payload))
    socket.on('framereceived', ({ payload }) => write(false, payload))
  })
  return frames
}
