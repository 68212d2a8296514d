// SPDX-License-Identifier: Apache-2.0

import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { ERROR_CODES, type ErrorCode, METRICS, type TurnMetrics } from '#core'

/** Seconds. From "at once" to "the caller has hung up"; the bounds that published figures for voice agents fall between. */
const LATENCY_BUCKETS = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5]
/** 1.0 is where gaps begin to be heard, 2.0 where nobody notices any more. */
const GEN_X_BUCKETS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5, 10, 20, 50]

const STAGES = {
  stt: 'stt_ms',
  route: 'route_ms',
  llm_ttft: 'llm_ttft_ms',
  sentence: 'sentence_ms',
  tts_ttfb: 'tts_ttfb_ms',
  tts_ttfa: 'tts_ttfa_ms',
  first_audio: 'first_audio_ms',
  heard: 'heard_ms',
} as const satisfies Record<string, keyof TurnMetrics>

/** What the server counts and measures, for `/metrics`. */
export class ServerMetrics {
  readonly #registry = new Registry()
  readonly #turns = new Counter({ ...METRICS.turns, labelNames: ['kind', 'outcome'], registers: [this.#registry] })
  readonly #errors = new Counter({ ...METRICS.errors, labelNames: ['code'], registers: [this.#registry] })
  readonly #sessions = new Gauge({ ...METRICS.sessions, registers: [this.#registry] })
  readonly #stages = new Histogram({
    ...METRICS.stage,
    labelNames: ['stage'],
    buckets: LATENCY_BUCKETS,
    registers: [this.#registry],
  })
  readonly #genX = new Histogram({ ...METRICS.genX, buckets: GEN_X_BUCKETS, registers: [this.#registry] })
  readonly #stalls = new Counter({ ...METRICS.stalls, registers: [this.#registry] })

  readonly #stalledS = new Counter({ ...METRICS.stalled, registers: [this.#registry] })

  constructor() {
    for (const code of ERROR_CODES) this.#errors.inc({ code }, 0)
  }

  connected(): void {
    this.#sessions.inc()
  }

  disconnected(): void {
    this.#sessions.dec()
  }

  error(code: ErrorCode): void {
    this.#errors.inc({ code })
  }

  turn(kind: 'spoken' | 'typed' | 'say', outcome: 'heard' | 'interrupted' | 'failed', metrics: TurnMetrics): void {
    this.#turns.inc({ kind, outcome })
    for (const [stage, field] of Object.entries(STAGES)) {
      const ms = metrics[field]
      if (typeof ms === 'number') this.#stages.observe({ stage }, ms / 1_000)
    }
    if (typeof metrics.gen_x === 'number') this.#genX.observe(metrics.gen_x)
    this.#stalls.inc(metrics.underruns ?? 0)
    this.#stalledS.inc((metrics.stalled_ms ?? 0) / 1_000)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
