// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'

/** Calls `onChange` for every line of a watch. Ends quietly when the server or the signal ends it. */
export async function followEvents(
  response: IncomingMessage,
  onChange: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const lines = createInterface({ input: response, crlfDelay: Infinity })
  response.on('error', () => lines.close())
  if (signal?.aborted) response.destroy()
  signal?.addEventListener('abort', () => response.destroy(), { once: true })
  for await (const line of lines) if (line !== '') onChange()
}
