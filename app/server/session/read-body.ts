// SPDX-License-Identifier: Apache-2.0

import type { IncomingMessage } from 'node:http'

/** A request's body; null if it is larger than `limitBytes`. What is too large is not kept, and the answer still arrives. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) return null
  const chunks: Buffer[] = []
  let bytes = 0
  // The answer goes over the same socket, so reading less than everything must not destroy it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
