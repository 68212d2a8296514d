// SPDX-License-Identifier: Apache-2.0
import { parentPort } from 'node:worker_threads'

/** What a worker says to its pool. */
export type Reply<Output> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly output: Output }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

interface Request<Input> {
  readonly input: Input
  /** Slot 0 turns 1 when nobody waits for the output any more. */
  readonly cancelled: Int32Array
}

/**
 * The worker's side of a `WorkerPool`: says that it is ready, then does one job after the other.
 *
 * @param work may ask `isCancelled()` at its own pace and give up early; what it then returns is dropped.
 * @param transfer what of the output is moved instead of copied.
 */
export function serveJobs<Input, Output>(
  work: (input: Input, isCancelled: () => boolean) => Output,
  transfer: (output: Output) => ArrayBuffer[] = () => [],
): void {
  if (!parentPort) throw new Error('This module runs in a worker thread.')
  const port = parentPort
  port.on('message', ({ input, cancelled }: Request<Input>) => {
    let reply: Reply<Output>
    try {
      reply = { kind: 'done', output: work(input, () => Atomics.load(cancelled, 0) === 1) }
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      reply = { kind: 'failed', code: name, message }
    }
    port.postMessage(reply, reply.kind === 'done' ? transfer(reply.output) : [])
  })
  port.postMessage({ kind: 'ready' } satisfies Reply<Output>)
}
