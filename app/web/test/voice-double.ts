// SPDX-License-Identifier: Apache-2.0

/**
 * A small voice server for the page's own tests: it serves the export under the strictest policy the page must live
 * with, speaks the wire, and answers every question with a tone of known length. It hears, thinks and knows nothing.
 */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { WebSocket, WebSocketServer } from 'ws'
import { encodeS16le } from '#core/pcm'
import type { ClientMessage, ServerMessage, WireDelivery } from '#core/protocol'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}
const SPEECH_RATE = 24_000
const FRAME_MS = 20
const DEFAULT_GEN_X = 3.3

export interface DoubleOptions {
  readonly outDir: string
  /** How long each reply sounds. */
  readonly replyMs?: number
  /** Pause in the middle of each reply's speech, which the listener cannot but hear. */
  readonly gapMs?: number
}

export class VoiceDouble {
  readonly url: string
  /** Everything the page said, oldest first. */
  readonly said: ClientMessage[] = []
  /** When each connection was made, in `performance.now()` time. */
  readonly connectedAtMs: number[] = []
  /** Bytes of utterances received. */
  heardBytes = 0
  readonly #server: Server
  readonly #sockets: WebSocketServer
  readonly #options: Required<DoubleOptions>
  #turns = 0
  #interrupted = new Set<string>()
  /** The pace that the page has chosen; null: a little faster than it is heard. */
  #genX: number | null = null

  private constructor(server: Server, url: string, options: Required<DoubleOptions>) {
    this.#server = server
    this.url = url
    this.#options = options
    this.#sockets = new WebSocketServer({ server, path: '/ws' })
    this.#sockets.on('connection', (socket) => this.#greet(socket))
  }

  static async start({ outDir, replyMs = 500, gapMs = 0 }: DoubleOptions): Promise<VoiceDouble> {
    const server = createServer((request, response) => {
      void serveFile(outDir, request.url ?? '/').then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return new VoiceDouble(server, `http://127.0.0.1:${port}`, { outDir, replyMs, gapMs })
  }

  /** The last message of a kind. */
  last<Type extends ClientMessage['type']>(type: Type): Extract<ClientMessage, { type: Type }> | undefined {
    return this.said.findLast((message): message is Extract<ClientMessage, { type: Type }> => message.type === type)
  }

  /** Breaks every connection, as a server that restarts does. */
  dropConnections(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  /** Announces that it goes away, and goes: as a server that is stopped does, but it is back at once. */
  goAway(retryAfterMs: number): void {
    for (const socket of this.#sockets.clients) {
      say(socket, { type: 'going_away', retry_after_ms: retryAfterMs })
      socket.close(1001)
    }
  }

  async close(): Promise<void> {
    this.dropConnections()
    this.#sockets.close()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #greet(socket: WebSocket): void {
    this.connectedAtMs.push(performance.now())
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.heardBytes += data.byteLength
      else this.#hear(socket, JSON.parse(data.toString()))
    })
    say(socket, hello(`fresh-${this.#turns}`, false))
  }

  #hear(socket: WebSocket, message: ClientMessage): void {
    this.said.push(message)
    switch (message.type) {
      case 'resume':
        say(socket, hello(message.session_id, true))
        break
      case 'text':
        void this.#answer(socket, message.text)
        break
      case 'audio_end':
        void this.#answer(socket, 'two large pepperoni pizzas')
        break
      case 'set_model_options':
        if ('gen_x' in message.options) this.#genX = Number(message.options.gen_x) || null
        break
      case 'audio_begin':
      case 'interrupt':
        if (message.turn_id !== undefined) this.#interrupted.add(message.turn_id)
        break
    }
  }

  async #answer(socket: WebSocket, text: string): Promise<void> {
    const turn_id = `turn-${++this.#turns}`
    const { replyMs, gapMs } = this.#options
    if (text === 'break') {
      say(socket, {
        type: 'error',
        code: 'llm_failed',
        error: 'The language model does not answer. Check LLM_BASE_URL, then ask again.',
        retryable: true,
        turn_id,
      })
      return
    }
    say(socket, { type: 'transcript', turn_id, text })
    say(socket, { type: 'agent_step', turn_id, agent: 'supervisor', kind: 'route', to: 'order_agent' })
    const args = { pizza: 'pepperoni', size: 'large', quantity: 2 }
    say(socket, { type: 'agent_step', turn_id, agent: 'order_agent', kind: 'tool_call', tool: 'add_item', args })
    const result = 'Added 2 × Large Pepperoni.'
    say(socket, {
      type: 'agent_step',
      turn_id,
      agent: 'order_agent',
      kind: 'tool_result',
      tool: 'add_item',
      result,
      ok: true,
    })
    const item = { pizza: 'Pepperoni', size: 'Large', quantity: 2, toppings: [], price_cents: 3398 }
    const spicy = {
      pizza: 'Margherita',
      size: 'Small',
      quantity: 1,
      toppings: ['extra basil', 'no garlic'],
      price_cents: 1049,
    }
    say(socket, { type: 'order', turn_id, items: [item, spicy], delivery: null, total_cents: 4447, status: 'open' })
    for (const word of 'Two large pepperoni pizzas, that makes forty-four dollars and forty-seven cents.'.split(
      /(?<= )/,
    )) {
      say(socket, { type: 'reply_delta', turn_id, text: word })
    }
    if (text.includes('?')) {
      const interrupt = { agent: 'order_agent', prompt: 'Which size would you like?', pizza_type: 'pepperoni' } as const
      say(socket, { type: 'graph_result', turn_id, pizza_type: 'pepperoni', messages: [], interrupt })
    }
    const delivery = deliveryAt(this.#genX ?? DEFAULT_GEN_X)
    const begin = { type: 'tts_begin', turn_id, format: 'pcm_s16le', sample_rate: SPEECH_RATE } as const
    say(socket, { ...begin, expected_ms: replyMs, delivery })
    say(socket, { type: 'tts_progress', turn_id, expected_ms: replyMs, final: true })
    const frames = replyMs / FRAME_MS
    const startedAtMs = performance.now()
    for (let frame = 0; frame < frames; frame++) {
      if (this.#interrupted.has(turn_id) || socket.readyState !== WebSocket.OPEN) break
      if (frame === frames / 2) await until(performance.now() + gapMs)
      const pausedMs = frame < frames / 2 ? 0 : gapMs
      socket.send(tone(frame))
      // Without a pace a little sooner than it is heard, as a good model would.
      if (frame % 10 === 9)
        await until(startedAtMs + ((frame + 1) * FRAME_MS) / (this.#genX ?? DEFAULT_GEN_X) + pausedMs)
    }
    const gen_x = this.#genX ?? DEFAULT_GEN_X
    const interrupted = this.#interrupted.has(turn_id)
    say(socket, { type: 'tts_end', turn_id, interrupted, audio_ms: replyMs, gen_x })
    say(socket, {
      type: 'turn_metrics',
      turn_id,
      stt_ms: 1,
      route_ms: 2,
      llm_ttft_ms: 2,
      sentence_ms: 1,
      first_audio_ms: 5,
      gen_x,
      audio_ms: replyMs,
      interrupted,
      total_ms: 5 + replyMs,
    })
  }
}

/** What a server tells that spoke at this pace before: ten frames at a time, and a few milliseconds of timers. */
function deliveryAt(gen_x: number): WireDelivery {
  return { replies: 3, gen_x, jitter_ms: 10, late_ms: 20, w_star_ms: 0 }
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, atMs - performance.now()))
}

function say(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

function hello(session_id: string, resumed: boolean): ServerMessage {
  const model = (name: string) => ({ name, options: {} })
  const gen_x = { type: 'number', description: 'Pace.', default: null } as const
  const mouth = { name: 'double-mouth', options: { gen_x }, voices: ['alto', 'bass'] }
  const models = { stt: model('double-ears'), llm: model('double-mind'), tts: mouth }
  return { type: 'hello', protocol: '1.0', session_id, models, profile: 'test', resumed }
}

/** 20 ms of 220 Hz, going on where the frame before ended. */
function tone(frame: number): Uint8Array {
  const count = (SPEECH_RATE * FRAME_MS) / 1000
  const at = (i: number) => 0.3 * Math.sin((2 * Math.PI * 220 * (frame * count + i)) / SPEECH_RATE)
  return encodeS16le(Float32Array.from({ length: count }, (_, i) => at(i)))
}

async function serveFile(outDir: string, url: string) {
  const path = normalize(new URL(url, 'http://x').pathname)
  const file = join(outDir, path.endsWith('/') ? `${path}index.html` : path)
  try {
    const body = await readFile(file)
    const headers = {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': policy(body.toString()),
    }
    return { status: 200, headers, body }
  } catch {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: `There is no ${path} here.` }
  }
}

/** No eval (but WebAssembly, as the voice server allows it), no inline style, nothing from elsewhere; inline scripts by their hash. */
function policy(html: string): string {
  const hashes = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
  return `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'`
}
