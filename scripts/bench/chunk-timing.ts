// SPDX-License-Identifier: Apache-2.0

/**
 * How late, and in how many pieces, the chunks of a streamed answer are seen by `fetch` and by `node:http`. The gen-x tool
 * reads with the better one.
 *
 * Usage: npx tsx scripts/bench/chunk-timing.ts
 */

import { percentile } from '../../app/core/gen-x/percentile.ts'
import { Watch } from '../gen-x/lag.ts'
import { openConnections, timedPost } from '../gen-x/timed-post.ts'
import { table } from '../terminal.ts'
import { startChild } from './child.ts'

const ROUNDS = 3
const CONCURRENCY = [1, 32]
const server = await startChild(new URL('./chunk-timing-server.ts', import.meta.url))
const url = new URL(server.url)
const connections = openConnections()
const watch = new Watch()

/** Reads one answer; gives how late each piece was seen. */
type Reader = () => Promise<number[]>

const now = () => performance.timeOrigin + performance.now()
const leftAt = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true)

const viaFetch: Reader = async () => {
  const late: number[] = []
  const response = await fetch(url, { method: 'POST', body: '{}' })
  for await (const bytes of response.body ?? []) late.push(now() - leftAt(bytes))
  return late
}

const viaHttp: Reader = async () => {
  const late: number[] = []
  await timedPost({
    url,
    headers: {},
    body: '{}',
    timeoutMs: 5_000,
    connections,
    watch,
    signal: new AbortController().signal,
    onHead: () => undefined,
    onBytes: (bytes) => late.push(now() - leftAt(bytes)),
  })
  return late
}

const rows = [['listeners', 'reader', 'pieces seen of 60', 'late p50', 'p95', 'p99']]
for (const concurrency of CONCURRENCY) {
  for (const [name, read] of [
    ['fetch', viaFetch],
    ['node:http', viaHttp],
  ] as const) {
    const late: number[] = []
    let pieces = 0
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await Promise.all(Array.from({ length: concurrency }, read))
      late.push(...answers.flat())
      pieces += answers.reduce((sum, answer) => sum + answer.length, 0)
    }
    const ms = (share: number) => `${percentile(late, share).value?.toFixed(2) ?? 'n/a'} ms`
    rows.push([String(concurrency), name, (pieces / ROUNDS / concurrency).toFixed(1), ms(0.5), ms(0.95), ms(0.99)])
  }
}
console.log(table(rows))
connections.http.destroy()
await server.end()
