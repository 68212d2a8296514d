// SPDX-License-Identifier: Apache-2.0

import { writeWav } from '../../app/core/wav.ts'

/** The tools of a supervisor, as far as the programmed model looks at them. */
const ROUTING_TOOLS = [{ type: 'function', function: { name: 'transfer_to_pizza_agent', parameters: {} } }]

/**
 * The same turn done one stage after the other, as a first version of such a program does it: each answer is awaited
 * whole, only the speech is streamed. Gives the milliseconds to the first speech. No framework, no server, no socket to
 * a browser: the comparison errs on the side of this one.
 */
export async function takeSequentialTurn(modelsUrl: string): Promise<number> {
  const saidAt = performance.now()
  const utterance = new FormData()
  utterance.set('model', 'programmed')
  utterance.set('file', new Blob([writeWav(new Uint8Array(12_800), 16_000)]), 'utterance.wav')
  const heard = await fetch(`${modelsUrl}/audio/transcriptions`, { method: 'POST', body: utterance })
  await heard.json()
  await post(`${modelsUrl}/chat/completions`, { stream: true, tools: ROUTING_TOOLS }).then((r) => r.text())
  const written = await post(`${modelsUrl}/chat/completions`, { stream: true }).then((r) => r.text())
  const spoken = await post(`${modelsUrl}/audio/speech`, { input: contentOf(written) })
  const reader = spoken.body?.getReader()
  const first = await reader?.read()
  if (first?.value === undefined) throw new Error('the synthesiser sent nothing')
  const firstAudioMs = performance.now() - saidAt
  await reader?.cancel()
  return firstAudioMs
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** The text of a streamed completion. */
function contentOf(events: string): string {
  return events
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)).choices[0]?.delta?.content ?? '')
    .join('')
}
