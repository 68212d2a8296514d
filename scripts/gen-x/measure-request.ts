// SPDX-License-Identifier: Apache-2.0
import type { GenXFault, GenXRequest } from '../../app/core/contract/index.ts'
import {
  audioMs,
  cameAtOnce,
  type GenXMeasurement,
  measure,
  type Timeline,
  TimelineRecorder,
} from '../../app/core/gen-x/index.ts'
import { type Asked, requestBody, soundReader } from './dialect.ts'
import type { Watch } from './lag.ts'
import { type Encoding, PcmReader } from './pcm-reader.ts'
import type { Prompt } from './prompts.ts'
import type { Dialect } from './target.ts'
import { type Connections, type Head, type PostEnd, timedPost } from './timed-post.ts'

/** What all requests of a measurement have in common. */
export interface Question extends Asked {
  readonly url: URL
  readonly dialect: Dialect
  readonly encoding: Encoding
  /** Hertz; what the answer must have when it says, and is taken to have when it does not. Null: 24 kHz. */
  readonly sampleRate: number | null
  readonly apiKey: string | null
  readonly timeoutMs: number
  readonly connections: Connections
  readonly watch: Watch
}

/** OpenAI's `pcm`, and what Higgs sends. */
const USUAL_RATE = 24_000

/** Faults that are only remarked: the request counts. */
const REMARKS = new Set<GenXFault['code']>(['single_chunk', 'rate_assumed', 'odd_pace'])

/** Characters per second of speech outside which a sample rate is probably wrong. People speak 10 to 20. */
const PACE = { least: 5, most: 40, fromCharacters: 20 }

/** Longest part of a server's error message that is repeated. */
const QUOTED = 300

const NOTHING: GenXMeasurement = {
  ttfbMs: null,
  ttfaMs: null,
  genXTotal: null,
  genXStream: null,
  genXWindow: { min: null, p5: null, p50: null, n: 0 },
  wStarMs: null,
}

/** Asks for one prompt and measures the answer. Times are since `originMs`. Rejects only when aborted. */
export async function measureRequest(
  question: Question,
  prompt: Prompt,
  originMs: number,
  signal: AbortSignal,
): Promise<GenXRequest> {
  const pcm = new PcmReader(question.encoding)
  const sound = soundReader(question.dialect)
  const pieces: { atMs: number; samples: Uint8Array }[] = []
  let head: Head | null = null
  let said = ''
  const end = await timedPost({
    url: question.url,
    headers: headersOf(question),
    body: requestBody(question.dialect, question, prompt.text),
    timeoutMs: question.timeoutMs,
    connections: question.connections,
    watch: question.watch,
    signal,
    onHead: (value) => {
      head = value
    },
    onBytes: (bytes, atMs) => {
      if (refusal(head, question.dialect) !== null) {
        if (said.length < QUOTED) said += Buffer.from(bytes).toString('utf8')
        return
      }
      for (const piece of sound.read(bytes)) {
        const samples = pcm.read(piece)
        if (samples.byteLength > 0) pieces.push({ atMs, samples })
      }
    },
  })
  const stated = pcm.sampleRate ?? statedRate(head)
  const sampleRate = stated ?? question.sampleRate ?? USUAL_RATE
  const recorder = new TimelineRecorder(end.requestedAtMs - originMs, sampleRate)
  for (const { atMs, samples } of pieces) recorder.received(samples, atMs - originMs)
  const timeline = recorder.timeline()

  const refused = faultsOfAnswer(end, head, said, question)
  const faults = [
    ...refused,
    ...pcm.faults(),
    ...(refused.length > 0 ? [] : faultsOfRate(stated, question.sampleRate, sampleRate)),
  ]
  if (faults.every(({ code }) => REMARKS.has(code))) faults.push(...faultsOfSpeech(timeline, prompt))
  return requestOf({ prompt, timeline, faults, head, end })
}

function requestOf(of: {
  prompt: Prompt
  timeline: Timeline
  faults: readonly GenXFault[]
  head: Head | null
  end: PostEnd
}): GenXRequest {
  const { prompt, timeline, head, end } = of
  const ok = of.faults.every(({ code }) => REMARKS.has(code))
  return {
    prompt: { number: prompt.number, bucket: prompt.bucket, characters: prompt.text.length },
    ok,
    faults: [...of.faults],
    status: head?.status ?? null,
    sampleRate: timeline.sampleRate,
    newConnection: end.newConnection,
    lateMs: end.lateMs,
    audioMs: ok ? audioMs(timeline) : null,
    ...(ok ? measure(timeline) : NOTHING),
    requestedAtMs: timeline.requestedAtMs,
    firstAudibleSample: timeline.firstAudibleSample,
    chunks: [...timeline.chunks],
  }
}

/** The timeline of a measured request: everything else can be computed from it again. */
export function timelineOf({ requestedAtMs, sampleRate, chunks, firstAudibleSample }: GenXRequest): Timeline {
  return { requestedAtMs, sampleRate, chunks, firstAudibleSample }
}

function headersOf({ apiKey, dialect }: Question): Record<string, string> {
  const accept = dialect === 'speech' ? 'audio/pcm, application/octet-stream' : 'text/event-stream'
  const headers = { 'content-type': 'application/json', accept }
  return apiKey === null ? headers : { ...headers, authorization: `Bearer ${apiKey}` }
}

/** Why an answer with this head is not read as sound. */
function refusal(head: Head | null, dialect: Dialect): 'http_error' | 'not_audio' | null {
  if (head === null) return null
  if (head.status < 200 || head.status > 299) return 'http_error'
  const type = head.headers['content-type'] ?? ''
  const wrong = dialect === 'speech' ? /json|^text\//i.test(type) : !/event-stream/i.test(type)
  return wrong ? 'not_audio' : null
}

function faultsOfAnswer({ failure }: PostEnd, head: Head | null, said: string, question: Question): GenXFault[] {
  if (failure !== null) return [failure]
  const refused = refusal(head, question.dialect)
  if (refused === null) return []
  const words = said.replaceAll(/\s+/g, ' ').trim().slice(0, QUOTED)
  const quote = words && question.apiKey ? words.replaceAll(question.apiKey, '***') : words
  const what =
    refused === 'http_error' ? `HTTP ${head?.status}` : `it sent ${head?.headers['content-type'] ?? 'no type'}`
  return [{ code: refused, message: quote ? `${what}: ${quote}` : what }]
}

function faultsOfRate(stated: number | null, wanted: number | null, used: number): GenXFault[] {
  if (stated !== null && wanted !== null && stated !== wanted) {
    return [{ code: 'wrong_rate', message: `the answer says ${stated} Hz, ${wanted} Hz was expected` }]
  }
  if (stated !== null || wanted !== null) return []
  return [{ code: 'rate_assumed', message: `the answer does not say its sample rate; ${used} Hz is assumed` }]
}

function faultsOfSpeech(timeline: Timeline, prompt: Prompt): GenXFault[] {
  if (timeline.chunks.length === 0) return [{ code: 'empty', message: 'there was no sound in the answer' }]
  const faults: GenXFault[] = []
  if (timeline.firstAudibleSample === null) faults.push({ code: 'silent', message: 'all of the sound was silence' })
  if (cameAtOnce(timeline)) {
    faults.push({ code: 'single_chunk', message: 'the whole answer came at once: the server does not stream' })
  }
  const seconds = audioMs(timeline) / 1_000
  const pace = prompt.text.length / seconds
  if (prompt.text.length >= PACE.fromCharacters && (pace < PACE.least || pace > PACE.most)) {
    const message = `${prompt.text.length} characters in ${seconds.toFixed(1)} s are no speech at ${timeline.sampleRate} Hz; is that the rate?`
    faults.push({ code: 'odd_pace', message })
  }
  return faults
}

/** The sample rate that the head states: `audio/pcm;rate=24000`, `x-sample-rate: 24000`. */
function statedRate(head: Head | null): number | null {
  const inType = /\brate=(\d+)/i.exec(head?.headers['content-type'] ?? '')?.[1]
  const stated = Number(inType ?? head?.headers['x-sample-rate'] ?? Number.NaN)
  return stated >= 8_000 && stated <= 192_000 ? stated : null
}
