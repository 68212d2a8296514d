// SPDX-License-Identifier: Apache-2.0

import { memoryStore } from '#store'
import type { LanguageModelOptions } from './agent.ts'
import { LocalAgent } from './local-agent.ts'

/** Said to nobody: a greeting the supervisor answers itself, and an order that goes through a specialist and its tools. */
const SAID = ['hello', 'one small margherita please'] as const
/** Longest wait for the model, in milliseconds: where it is not there yet, the first customer waits as before. */
const TIMEOUT_MS = 20_000

/**
 * Plays two turns with a store of their own that is thrown away, so that the first customer does not wait for code to be
 * compiled and for the model's connection to be made. Leaves no trace, and never fails.
 */
export async function warmUp(model: LanguageModelOptions): Promise<void> {
  const agent = new LocalAgent({ model, store: memoryStore() })
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    for (const [index, text] of SAID.entries()) {
      for await (const event of agent.turn({ sessionId: 'warm-up', turnId: `${index}`, text }, signal)) {
        if (event.kind === 'failed') return
      }
    }
  } catch {
    // Nobody asked for this turn: whatever is wrong, the first real one will say so.
  } finally {
    await agent.close().catch(() => {})
  }
}
