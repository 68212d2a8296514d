// SPDX-License-Identifier: Apache-2.0
import type { ModelOption } from '#core/protocol'

/** Which of the three a model is; a client that knows one URL only can tell them apart by it. */
export type ModelTask = 'stt' | 'llm' | 'tts'

/** A row of `/v1/models`: OpenAI's fields, and what a model offers beyond the standard requests. */
export interface ListedModel {
  readonly id: string
  readonly object: 'model'
  /** Unix seconds. */
  readonly created: number
  readonly owned_by: string
  readonly task: ModelTask
  readonly options: Readonly<Record<string, ModelOption>>
  readonly voices?: readonly string[]
}

/** The rehearsal models were first made on 2026-11-22. */
const CREATED = Date.UTC(2026, 10, 22) / 1000

export function listedModel(
  id: string,
  task: ModelTask,
  options: ListedModel['options'],
  voices?: readonly string[],
): ListedModel {
  const row = { id, object: 'model' as const, created: CREATED, owned_by: 'rehearsal', task, options }
  return voices ? { ...row, voices } : row
}
