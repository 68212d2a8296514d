// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** The version of the reports that `./kit gen-x measure --json` writes. Changes when a reader would have to. */
export const GEN_X_SCHEMA_VERSION = 1

const measured = z.number().nullable()

/** Percentiles over requests, with the number they stand on. Null: too few of them. */
const distribution = z.object({
  p5: measured,
  p50: measured,
  p90: measured,
  p95: measured,
  p99: measured,
  n: z.int().min(0),
})

/** gen-x in windows of a second. */
const windowed = z.object({ min: measured, p5: measured, p50: measured, n: z.int().min(0) })

/**
 * What can be wrong with an answer. `single_chunk` (the server does not stream), `rate_assumed` and `odd_pace` are
 * remarks; with any other the request counts as failed, and its numbers are null.
 */
export const GEN_X_FAULTS = [
  'unreachable',
  'timeout',
  'http_error',
  'broken_off',
  'not_audio',
  'empty',
  'odd_length',
  'truncated',
  'silent',
  'not_finite',
  'wrong_rate',
  'single_chunk',
  'rate_assumed',
  'odd_pace',
] as const

const fault = z.object({ code: z.enum(GEN_X_FAULTS), message: z.string() })

const request = z.object({
  /** Number of the prompt in its set, and how long it is. Its words are not kept. */
  prompt: z.object({ number: z.int().min(0), bucket: z.enum(['short', 'medium', 'long']), characters: z.int().min(0) }),
  ok: z.boolean(),
  faults: z.array(fault),
  status: z.int().nullable(),
  /** Hertz. */
  sampleRate: z.number(),
  newConnection: z.boolean(),
  /** What its times may be wrong by: how much too late the tool may have noticed something of it, at most. */
  lateMs: z.number().min(0).default(0),
  audioMs: measured,
  ttfbMs: measured,
  ttfaMs: measured,
  genXTotal: measured,
  genXStream: measured,
  genXWindow: windowed,
  wStarMs: measured,
  /** Since the load began, as the chunks. */
  requestedAtMs: z.number(),
  firstAudibleSample: z.int().min(0).nullable(),
  chunks: z.array(z.object({ atMs: z.number(), samples: z.int().min(1) })),
})

const load = z.discriminatedUnion('loop', [
  z.object({ loop: z.literal('closed'), concurrency: z.int().min(1) }),
  z.object({ loop: z.literal('open'), arrivals: z.enum(['poisson', 'constant']), ratePerS: z.number().positive() }),
])

const summary = z.object({
  /** Requests that count, and those that failed. */
  measured: z.int().min(0),
  failed: z.int().min(0),
  ttfbMs: distribution,
  ttfaMs: distribution,
  genXTotal: distribution,
  genXStream: distribution,
  /** The windows of all requests together. */
  genXWindow: windowed,
  wStarMs: distribution,
  /** Audio seconds per second over all listeners, while the load was full. */
  throughput: measured,
  /** Share of requests whose worst gap stays within a limit, for a listener who waits `prebufferMs`. */
  continuity: z.array(
    z.object({
      prebufferMs: z.number(),
      limitMs: z.number(),
      value: measured,
      n: z.int().min(0),
      unmeasured: z.int().min(0),
    }),
  ),
  /** Requests without any gap at the chosen prebuffer whose first sound came in time. */
  smooth: z.int().min(0),
})

const level = z.object({
  load,
  /** Why this load must not be believed; null when it may. */
  voided: z.string().nullable(),
  /** True when it was stopped before its last request. */
  stopped: z.boolean(),
  /** 99th percentile of how late the tool's own event loop was. */
  lagP99Ms: z.number(),
  /** Requests to which the tool was late itself: they count for nothing, and were asked again. */
  discarded: z.int().min(0).default(0),
  durationMs: z.number(),
  summary,
  requests: z.array(request),
  /** Not in the summary. */
  warmup: z.array(request),
})

/** What `./kit gen-x measure` writes. Times are milliseconds, rates audio seconds per second. */
export const genXReportSchema = z.object({
  kind: z.literal('gen-x'),
  schemaVersion: z.literal(GEN_X_SCHEMA_VERSION),
  measuredAt: z.iso.datetime(),
  /** What was measured, in the words of whoever measured: `H200 MIG 2g.35gb`. */
  label: z.string(),
  target: z.object({
    url: z.string(),
    dialect: z.enum(['speech', 'higgs-chat']),
    model: z.string(),
    voice: z.string(),
    /** Sent along with every request. */
    body: z.record(z.string(), z.unknown()),
    /** What the server says it is; null when it says nothing. */
    server: z.string().nullable(),
  }),
  prompts: z.object({ sha256: z.string(), count: z.int().min(1) }),
  settings: z.object({
    seed: z.int(),
    runs: z.int().min(1),
    warmup: z.int().min(0),
    /** The wait that gaps and listeners are counted for. */
    prebufferMs: z.number().min(0),
    /** A listener counts as carried when the first sound comes within this. */
    ttfaLimitMs: z.number().positive(),
    /** Share of full scale from which a sample counts as audible. */
    audible: z.number(),
    lagLimitMs: z.number(),
  }),
  levels: z.array(level),
  /** From the closed-loop loads that may be believed. */
  capacity: z.object({ listeners: z.int().min(0).nullable(), knee: z.int().min(1).nullable() }),
})

export type GenXReport = z.infer<typeof genXReportSchema>
export type GenXLevel = GenXReport['levels'][number]
export type GenXRequest = GenXLevel['requests'][number]
export type GenXLoad = GenXLevel['load']
export type GenXSummary = GenXLevel['summary']
export type GenXFault = GenXRequest['faults'][number]
