// SPDX-License-Identifier: Apache-2.0

import type { RunnableConfig } from '@langchain/core/runnables'
import {
  BaseCheckpointSaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointPendingWrite,
  type CheckpointTuple,
  copyCheckpoint,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint'
import type { WriteQueue } from './write-queue.ts'

/**
 * LangGraph's memory of the sessions this worker serves: the newest checkpoint of each in plain objects, so that a turn
 * neither asks the database nor copies the whole conversation, and every change written on to the durable saver in order.
 */
export class SessionMemory extends BaseCheckpointSaver {
  readonly #durable: BaseCheckpointSaver
  readonly #writes: WriteQueue
  readonly #tuples = new Map<string, CheckpointTuple | null>()

  constructor(durable: BaseCheckpointSaver, writes: WriteQueue) {
    super()
    this.#durable = durable
    this.#writes = writes
  }

  override async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const thread = threadOf(config)
    const known = this.#tuples.get(thread)
    const wanted: unknown = config.configurable?.checkpoint_id
    if (known && (wanted === undefined || wanted === known.checkpoint.id))
      return { ...known, checkpoint: copyCheckpoint(known.checkpoint) }
    if (known === null) return undefined
    await this.#writes.drained(thread)
    const loaded = await this.#durable.getTuple(config)
    if (wanted === undefined) this.#tuples.set(thread, loaded ?? null)
    return loaded
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const thread = threadOf(config)
    const saved = { configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: checkpoint.id } }
    const kept = copyCheckpoint(checkpoint)
    const known = this.#tuples.get(thread)
    // LangGraph may save a checkpoint again under its id; what was pending on it stays.
    const pendingWrites = known?.checkpoint.id === checkpoint.id ? (known.pendingWrites ?? []) : []
    this.#tuples.set(thread, { config: saved, checkpoint: kept, metadata, pendingWrites })
    this.#writes.add(thread, () => this.#durable.put(config, kept, metadata, newVersions))
    return saved
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const thread = threadOf(config)
    const known = this.#tuples.get(thread)
    if (known && known.checkpoint.id === config.configurable?.checkpoint_id) {
      const added = writes.map(([channel, value]): CheckpointPendingWrite => [taskId, channel, value])
      const others = (known.pendingWrites ?? []).filter(
        ([task, channel]) => task !== taskId || !writes.some(([again]) => again === channel),
      )
      this.#tuples.set(thread, { ...known, pendingWrites: [...others, ...added] })
    }
    this.#writes.add(thread, () => this.#durable.putWrites(config, writes, taskId))
  }

  override async *list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    await this.#writes.drained(threadOf(config))
    yield* this.#durable.list(config, options)
  }

  override async deleteThread(threadId: string): Promise<void> {
    this.#tuples.set(threadId, null)
    this.#writes.add(threadId, () => this.#durable.deleteThread(threadId))
  }

  /** Forgets the copy of a session, so that the next look asks the database: another process may have served it. */
  forget(threadId: string): void {
    this.#tuples.delete(threadId)
  }
}

function threadOf(config: RunnableConfig): string {
  const thread: unknown = config.configurable?.thread_id
  if (typeof thread !== 'string') throw new TypeError('A checkpoint needs a thread_id.')
  return thread
}
