// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { stagesOf } from '../app/web/conversation/latency.ts'
import { ROOT } from '../scripts/paths.ts'

it('the page about the latency strip explains every bar of it, in its order', () => {
  const metrics = {
    type: 'turn_metrics',
    turn_id: 'turn-1',
    stt_ms: 100,
    route_ms: 200,
    llm_ttft_ms: 200,
    sentence_ms: 50,
    first_audio_ms: 500,
    total_ms: 900,
    interrupted: false,
  } as const
  const bars = stagesOf(metrics, 1_500, 600).map(({ name }) => name)
  const explained = [...readFileSync(join(ROOT, 'docs/latency.md'), 'utf8').matchAll(/^\| \*\*(\w+)\*\*/gm)]
  expect(bars.length).toBeGreaterThan(5)
  expect(explained.map(([, name]) => name)).toEqual(bars)
})
