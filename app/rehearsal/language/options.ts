// SPDX-License-Identifier: Apache-2.0

import type { ModelOption } from '#core/protocol'
import { listedModel } from '../models.ts'

/** Can be put into every request to pace the answer like a model on a GPU. */
const OPTIONS = {
  tokens_per_second: {
    type: 'number',
    description: 'How fast tokens are written; 0 is as fast as possible.',
    default: 0,
    min: 0,
    max: 10_000,
  },
  ttft_ms: {
    type: 'number',
    description: 'Milliseconds to the first token.',
    default: 0,
    min: 0,
    max: 60_000,
  },
} as const satisfies Readonly<Record<string, ModelOption>>

/** The rehearsal language model as `/v1/models` lists it. */
export const LANGUAGE_MODEL = listedModel('rehearsal-pizza-shop', 'llm', OPTIONS)
