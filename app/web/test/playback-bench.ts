// SPDX-License-Identifier: Apache-2.0

/** What `scripts/bench/playback.ts` runs inside of Chromium: the page's own playback, fed by hand. */

import { encodeS16le } from '#core/pcm'
import { Playback } from '../playback/playback.ts'
import { openSpeaker } from '../playback/speaker.ts'
import type { Kind, PlaybackBench, Stream } from './playback-bench-calls.ts'

const RATE = 24_000
const FRAME_MS = 20
const FRAME = (RATE * FRAME_MS) / 1000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** 20 ms of 220 Hz as the server sends them. */
const frame = encodeS16le(
  Float32Array.from({ length: FRAME }, (_, i) => 0.1 * Math.sin((2 * Math.PI * 220 * i) / RATE)),
)

async function throughput(kind: Kind, runs: number): Promise<readonly number[]> {
  const speaker = await openSpeaker(kind)
  const { feeder } = speaker
  const samples = new Float32Array(FRAME).fill(0.1)
  const rates: number[] = []
  for (let run = 0; run < runs; run++) {
    let pushed = 0
    const startedAtMs = performance.now()
    for (let taken = FRAME; taken === FRAME; pushed += taken) taken = feeder.push(samples)
    rates.push((pushed / (performance.now() - startedAtMs)) * 1000)
    feeder.flush()
    while (feeder.available > 0) await pause(20)
  }
  speaker.close()
  return rates
}

async function stream({ kind, seconds, leadMs, blockMs, prebufferMs }: Stream) {
  const speaker = await openSpeaker(kind)
  let stalledMs = 0
  const playback = new Playback(speaker, (playhead) => {
    stalledMs = playhead.stalledMs
  })
  playback.waitFor(prebufferMs)
  const ticker = setInterval(() => playback.tick(), 40)
  const startedAtMs = performance.now()
  playback.begin({
    turnId: 'bench',
    sampleRate: RATE,
    expectedMs: seconds * 1000,
    askedAtMs: startedAtMs,
    delivery: null,
  })
  let sentMs = 0
  let nextBlockMs = 1000
  while (sentMs < seconds * 1000) {
    const elapsedMs = performance.now() - startedAtMs
    for (; sentMs < Math.min(elapsedMs + leadMs, seconds * 1000); sentMs += FRAME_MS) playback.push(frame)
    if (blockMs > 0 && elapsedMs >= nextBlockMs) {
      nextBlockMs += 1000
      for (const until = performance.now() + blockMs; performance.now() < until; );
    }
    await pause(FRAME_MS)
  }
  const { underruns } = playback.view
  playback.end('bench')
  while (playback.turnId !== null) await pause(40)
  clearInterval(ticker)
  speaker.close()
  return { underruns: Math.max(underruns, playback.view.underruns), stalledMs }
}

async function latency(kind: Kind, runs: number): Promise<readonly number[]> {
  const speaker = await openSpeaker(kind)
  const times: number[] = []
  const playback = new Playback(speaker, ({ firstHeardMs, over }) => {
    if (over && firstHeardMs !== null) times.push(firstHeardMs)
  })
  playback.waitFor(0)
  for (let run = 0; run < runs; run++) {
    await pause(60 + (run % 7))
    playback.begin({
      turnId: `run-${run}`,
      sampleRate: RATE,
      expectedMs: 20,
      askedAtMs: performance.now(),
      delivery: null,
    })
    playback.push(frame)
    playback.end(`run-${run}`)
    while (playback.turnId !== null) {
      await pause(5)
      playback.tick()
    }
  }
  speaker.close()
  return times
}

async function idle(seconds: number): Promise<void> {
  const ticker = setInterval(() => {}, 40)
  for (const until = performance.now() + seconds * 1000; performance.now() < until; ) await pause(FRAME_MS)
  clearInterval(ticker)
}

const bench: PlaybackBench = { throughput, stream, latency, idle }
Object.assign(window, { bench })
