// SPDX-License-Identifier: Apache-2.0
import { GEN_X_SCHEMA_VERSION, type GenXReport, genXReportSchema } from '@kit/app/contract'

const distribution = (p50: number | null) => ({ p5: null, p50, p90: null, p95: null, p99: null, n: 20 })
const windowed = { min: null, p5: null, p50: null, n: 0 }

/** A gen-x report with these loads, `[listeners, median gen-x]`, of a server that carries so many. */
export function genXReport(loads: readonly (readonly [number, number])[], listeners: number): GenXReport {
  return genXReportSchema.parse({
    kind: 'gen-x',
    schemaVersion: GEN_X_SCHEMA_VERSION,
    measuredAt: '2026-11-22T12:00:00Z',
    label: 'H200 MIG 2g.35gb',
    target: { url: 'http://127.0.0.1', dialect: 'speech', model: 'm', voice: 'v', body: {}, server: null },
    prompts: { sha256: '', count: 1 },
    settings: { seed: 1, runs: 20, warmup: 0, prebufferMs: 300, ttfaLimitMs: 1_000, audible: 0.01, lagLimitMs: 25 },
    levels: loads.map(([concurrency, genX]) => ({
      load: { loop: 'closed', concurrency },
      voided: null,
      stopped: false,
      lagP99Ms: 1,
      durationMs: 1_000,
      summary: {
        measured: 20,
        failed: 0,
        ttfbMs: distribution(null),
        ttfaMs: distribution(null),
        genXTotal: distribution(genX),
        genXStream: distribution(genX),
        genXWindow: windowed,
        wStarMs: distribution(null),
        throughput: null,
        continuity: [],
        smooth: 20,
      },
      requests: [],
      warmup: [],
    })),
    capacity: { listeners, knee: null },
  })
}
