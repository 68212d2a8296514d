// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { Watch } from '../lag.ts'
import { answerBadly, isBad } from './bad-answers.ts'
import { PROGRAMS, SAMPLE_RATE, type Step } from './programs.ts'

/**
 * A text-to-speech server that says what it is told at the times it is told, in a process of its own. It writes down
 * when each piece really left and computes by itself what a measurement of it has to find.
 */
const asked = z.object({
  input: z.string().optional(),
  messages: z.array(z.object({ content: z.string() })).optional(),
})

interface Sent {
  readonly atMs: number
  /** It left within this time: the processor may have been taken away in between. */
  readonly withinMs: number
  readonly step: Step
}

const truths: Record<string, ReturnType<typeof truthOf>> = {}

const watch = new Watch()

function truthOf(requestedMs: number, requestLateMs: number, sent: readonly Sent[]) {
  const first = sent[0]?.atMs ?? Number.NaN
  const last = sent.at(-1)?.atMs ?? Number.NaN
  const ms = (samples: number) => (samples / SAMPLE_RATE) * 1_000
  let before = 0
  let playableMs = Number.NaN
  let wStarMs = 0
  for (const { atMs, step } of sent) {
    if (step.audible && Number.isNaN(playableMs)) playableMs = Math.max(atMs, first + ms(before)) - requestedMs
    wStarMs = Math.max(wStarMs, atMs - first - ms(before))
    before += step.samples
  }
  const afterFirst = before - (sent[0]?.step.samples ?? 0)
  return {
    unsureMs: sent.reduce((most, { withinMs }) => Math.max(most, withinMs), requestLateMs),
    ttfbMs: first - requestedMs,
    ttfaMs: playableMs,
    genXTotal: ms(before) / (last - requestedMs),
    genXStream: sent.length < 2 ? null : ms(afterFirst) / (last - first),
    wStarMs,
  }
}

const until = (atMs: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())))

function pcm({ samples, audible }: Step): Buffer {
  const bytes = new Int16Array(samples)
  if (audible) for (let i = 0; i < samples; i++) bytes[i] = i % 100 < 50 ? 6_000 : -6_000
  return Buffer.from(bytes.buffer)
}

async function speak(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestedMs = performance.now()
  const requestLateMs = watch.lateBy(requestedMs)
  const body = asked.parse(JSON.parse(await text(request)))
  const input = body.input ?? body.messages?.at(-1)?.content ?? ''
  const kind = input.split(' ')[0] ?? ''
  if (isBad(kind)) return answerBadly(kind, response)
  const program = PROGRAMS[kind]
  if (program === undefined) {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: `there is no program '${kind}'` } }))
    return
  }
  const chat = request.url?.endsWith('/chat/completions') === true
  const type = chat ? 'text/event-stream' : `audio/pcm;rate=${SAMPLE_RATE}`
  response.writeHead(200, { 'content-type': type })
  response.socket?.setNoDelay(true)
  const sent: Sent[] = []
  for (const step of program()) {
    await until(requestedMs + step.atMs)
    const bytes = pcm(step)
    const event = { choices: [{ delta: { audio: { data: bytes.toString('base64') } } }] }
    const piece = chat ? `data: ${JSON.stringify(event)}\n\n` : bytes
    const atMs = performance.now()
    response.write(piece)
    // `write` leaves with what else is written in the same tick.
    await new Promise(process.nextTick)
    sent.push({ atMs, withinMs: performance.now() - atMs, step })
  }
  truths[input] = truthOf(requestedMs, requestLateMs, sent)
  response.end(chat ? 'data: [DONE]\n\n' : undefined)
}

const server = createServer((request, response) => {
  if (request.method === 'POST') return void speak(request, response)
  const known = { '/truths': truths, '/version': { version: '1.2' }, '/v1/models': { data: [] } }
  const answer = Object.entries(known).find(([path]) => path === request.url)?.[1]
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json', server: 'double' })
  response.end(JSON.stringify(answer ?? {}))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ url: `http://127.0.0.1:${address.port}` })
})
process.once('disconnect', () => process.exit(0))
