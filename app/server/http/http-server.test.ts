// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { startTestServer } from '../test/start-test-server.ts'
import { VoiceClient } from '../test/voice-client.ts'

const INLINE = 'self.__next_f=[]'
const PAGE = `<!doctype html><title>shop</title><script>${INLINE}</script><script src="/_next/static/a.js"></script>${'<p>pizza</p>'.repeat(200)}`

function build(): string {
  const dir = mkdtempSync(join(tmpdir(), 'kit-web-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  mkdirSync(join(dir, '_next/static'), { recursive: true })
  writeFileSync(join(dir, 'index.html'), PAGE)
  writeFileSync(join(dir, 'about.html'), '<p>about</p>')
  writeFileSync(join(dir, '404.html'), '<p>lost</p>')
  writeFileSync(join(dir, '_next/static/a.js'), 'const a = 1;'.repeat(500))
  writeFileSync(join(dir, '_next/static/font.woff2'), Buffer.alloc(2_000, 7))
  return dir
}

/** A request as it is, without fetch's own decoding of bodies. */
function get(url: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    const outgoing = request(url, { headers, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.once('error', reject)
    outgoing.end()
  })
}

describe('the page', () => {
  test('is isolated, and its policy allows its own scripts and nothing else', async () => {
    const server = await startTestServer({ webDir: build() })
    const { status, headers, body } = await get(server.url)
    expect(status).toBe(200)
    expect(body.toString()).toBe(PAGE)
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    const policy = String(headers['content-security-policy'])
    const hash = createHash('sha256').update(INLINE).digest('base64')
    expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}';`)
    expect(policy).not.toMatch(/script-src[^;]* 'unsafe-/)
    expect(policy).toContain(`connect-src 'self' ws://${new URL(server.url).host} wss://`)
    expect(policy).toContain("object-src 'none'")
  })

  test('may be shown in a stranger’s frame, with the microphone; its scripts stay its own', async () => {
    const server = await startTestServer({ webDir: build() })
    const { headers } = await get(server.url)
    expect(headers['content-security-policy']).toMatch(/frame-ancestors \*$/)
    expect(headers['x-frame-options']).toBeUndefined()
    expect(headers['permissions-policy']).toContain('microphone=(self)')
    const script = await get(`${server.url}/_next/static/a.js`)
    expect(script.headers['cross-origin-resource-policy']).toBe('same-origin')
  })

  test('a Host header cannot write into the policy', async () => {
    const server = await startTestServer({ webDir: build() })
    const { headers } = await get(server.url, { host: "x; script-src 'unsafe-inline'" })
    expect(headers['content-security-policy']).not.toContain("script-src 'unsafe-inline'")
  })

  test('text is compressed as the browser likes it, and cached as long as it may be', async () => {
    const server = await startTestServer({ webDir: build() })
    const script = `${server.url}/_next/static/a.js`
    const br = await get(script, { 'accept-encoding': 'gzip, br' })
    const zip = await get(script, { 'accept-encoding': 'gzip' })
    const plain = await get(script)
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true)
    expect(gunzipSync(zip.body).equals(plain.body)).toBe(true)
    expect(br.body.length).toBeLessThan(plain.body.length / 20)
    expect(br.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(br.headers.vary).toBe('Accept-Encoding')
  })

  test('an unchanged page is not sent again', async () => {
    const server = await startTestServer({ webDir: build() })
    const { headers } = await get(server.url)
    const again = await get(server.url, { 'if-none-match': String(headers.etag) })
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) })
  })

  test.each([
    ['/about', 200, '<p>about</p>'],
    ['/nowhere', 404, '<p>lost</p>'],
    ['/../../etc/passwd', 404, '<p>lost</p>'],
    ['/%2e%2e/%2e%2e/etc/passwd', 404, '<p>lost</p>'],
    ['/%ff', 200, PAGE],
  ])('%s', async (path, status, body) => {
    const server = await startTestServer({ webDir: build() })
    const answer = await get(`${server.url}${path}`)
    expect(answer.status).toBe(status)
    expect(answer.body.toString()).toBe(body)
  })

  test('binary files come as they are', async () => {
    const server = await startTestServer({ webDir: build() })
    const { headers, body } = await get(`${server.url}/_next/static/font.woff2`, { 'accept-encoding': 'br' })
    expect(body).toHaveLength(2_000)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('HEAD has no body, other methods are refused', async () => {
    const server = await startTestServer({ webDir: build() })
    const head = await get(server.url, {}, 'HEAD')
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) })
    expect(await get(server.url, {}, 'POST')).toMatchObject({ status: 405 })
  })

  test('without a build it says what to run, and takes the build when it is there', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kit-web-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const server = await startTestServer({ webDir: dir })
    const missing = await get(server.url)
    expect(missing.status).toBe(503)
    expect(missing.body.toString()).toContain('npm start')
    writeFileSync(join(dir, 'index.html'), '<p>built</p>')
    expect((await get(server.url)).body.toString()).toBe('<p>built</p>')
  })

  test('a new build is taken up without a restart', async () => {
    const dir = build()
    const server = await startTestServer({ webDir: dir })
    await get(server.url)
    writeFileSync(join(dir, '_next/static/b.js'), 'new')
    writeFileSync(join(dir, 'index.html'), '<p>rebuilt</p>')
    utimesSync(join(dir, 'index.html'), new Date(), new Date(Date.now() + 5_000))
    expect((await get(server.url)).body.toString()).toBe('<p>rebuilt</p>')
    expect((await get(`${server.url}/_next/static/b.js`)).body.toString()).toBe('new')
  })
})

describe('health', () => {
  test('ready when models answer and the store is open; else it says which is not', async () => {
    const server = await startTestServer()
    expect(await get(`${server.url}/healthz`)).toMatchObject({ status: 200 })
    expect((await get(`${server.url}/readyz`)).body.toString()).toBe('ready\n')
    server.storeTrouble = 'Postgres does not answer.'
    const unready = await get(`${server.url}/readyz`)
    expect(unready.status).toBe(503)
    expect(unready.body.toString()).toBe('store: Postgres does not answer.\n')
  })

  test('a model that is down is named', async () => {
    const server = await startTestServer({ env: { TTS_BASE_URL: 'http://127.0.0.1:9/v1' } })
    const unready = await get(`${server.url}/readyz`)
    expect(unready.status).toBe(503)
    expect(unready.body.toString()).toBe('tts: the model at http://127.0.0.1:9/v1 does not answer.\n')
    expect((await get(`${server.url}/healthz`)).status).toBe(200)
  })

  test('metrics count turns, errors, sessions and stages in seconds', async () => {
    const server = await startTestServer()
    const client = await VoiceClient.connect(server.url)
    await client.ask({ type: 'text', text: 'two' }, 'turn_metrics')
    await client.ask('{', 'error')
    const text = (await get(`${server.url}/metrics`)).body.toString()
    expect(text).toContain('voice_turns_total{kind="typed",outcome="heard"} 1')
    expect(text).toContain('voice_errors_total{code="bad_json"} 1')
    expect(text).toContain('voice_errors_total{code="busy"} 0')
    expect(text).toContain('voice_sessions 1')
    expect(text).toMatch(/voice_stage_seconds_bucket\{le="0\.1",stage="first_audio"\} [01]/)
    expect(text).toContain('voice_stage_seconds_count{stage="tts_ttfb"} 1')
    expect(text).toContain('voice_gen_x_count 1')
  })

  test('metrics have gen-x, TTFA and stalls of what was spoken', async () => {
    const server = await startTestServer()
    server.speech.genX = 2
    const client = await VoiceClient.connect(server.url)
    const { turn_id } = await client.ask({ type: 'text', text: 'two' }, 'tts_begin')
    const end = await client.next('tts_end')
    const played = { type: 'playhead', turn_id, played_ms: end.audio_ms, first_heard_ms: 9 }
    await client.ask({ ...played, underruns: 2, stalled_ms: 1_250 }, 'turn_metrics')
    const text = (await get(`${server.url}/metrics`)).body.toString()
    const sum = Number(/voice_gen_x_sum ([\d.]+)/.exec(text)?.[1])
    expect(sum, 'as told to the client').toBeCloseTo(end.gen_x ?? Number.NaN, 2)
    expect(end.ttfa_ms).toEqual(expect.any(Number))
    const ttfaS = Number(/voice_stage_seconds_sum\{stage="tts_ttfa"\} ([\d.]+)/.exec(text)?.[1])
    expect(ttfaS * 1_000).toBeCloseTo(end.ttfa_ms ?? Number.NaN, 1)
    expect(text).toContain('voice_playback_underruns_total 2')
    expect(text).toContain('voice_playback_stalled_seconds_total 1.25')
  })
})

describe('development', () => {
  test('the page comes from Next, isolated, and so does its hot-reload socket', async () => {
    const next = createServer((_request, response) => response.end('from next'))
    new WebSocketServer({ server: next }).on('connection', (socket) => socket.send('hot'))
    await new Promise<void>((resolve) => next.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      next.closeAllConnections()
      next.close()
    })
    const address = next.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    const server = await startTestServer({ env: { KIT_WEB_DEV_URL: url } })
    const page = await get(`${server.url}/`)
    expect(page.body.toString()).toBe('from next')
    expect(page.headers['cross-origin-embedder-policy']).toBe('require-corp')
    const hot = new WebSocket(`${server.url.replace('http', 'ws')}/_next/hmr`)
    onTestFinished(() => hot.terminate())
    expect(String(await new Promise((resolve) => hot.once('message', resolve)))).toBe('hot')
    await VoiceClient.connect(server.url, '/ws')
  })

  test('a development server that is not there yet is said', async () => {
    const server = await startTestServer({ env: { KIT_WEB_DEV_URL: 'http://127.0.0.1:9' } })
    const page = await get(`${server.url}/`)
    expect(page.status).toBe(502)
    expect(page.body.toString()).toContain('does not answer')
  })
})
