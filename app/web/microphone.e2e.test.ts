// SPDX-License-Identifier: Apache-2.0

/** The customer's side of the page in a real Chromium: microphones that work, and all the ways in which they do not. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { encodeS16le } from '#core/pcm'
import { writeWav } from '#core/wav'
import { buildWeb } from './build.ts'
import { sileroFiles } from './silero-files.ts'
import { findChromium, launchChromium } from './test/chromium.ts'
import { FLITE_RATE, flite } from './test/flite.ts'
import { fakeMicrophone, type MicrophoneOptions, microphoneUse, plug, say, unplug } from './test/microphone.ts'
import { OFFICE, roomNoise } from './test/room-noise.ts'
import { type DoubleOptions, VoiceDouble } from './test/voice-double.ts'

const executable = findChromium()
if (executable === null)
  console.warn('No Chromium found, so microphones are not tested in a browser. Set CHROMIUM_PATH.')

/** -12 dB */
const ECHO = 10 ** (-12 / 20)

describe.skipIf(executable === null)('talking to the page in Chromium', () => {
  let browser: Browser
  let outDir: string
  let speech: Float32Array
  let server: VoiceDouble
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    const [built, launched, said] = await Promise.all([
      buildWeb(),
      launchChromium(executable ?? ''),
      flite('Two large pepperoni pizzas', 'rms'),
    ])
    outDir = built.outDir
    browser = launched
    speech = said.map((sample) => sample * 2.5)
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await context?.close()
    await server?.close()
  })

  async function visit(
    microphone: MicrophoneOptions = {},
    options: Omit<DoubleOptions, 'outDir'> = {},
    lacking: readonly string[] = [],
  ): Promise<void> {
    server = await VoiceDouble.start({ outDir, ...options })
    context = await browser.newContext({ reducedMotion: 'reduce' })
    await fakeMicrophone(context, microphone)
    await context.addInitScript((names) => {
      for (const name of names) Object.defineProperty(window, name, { value: undefined })
    }, lacking)
    page = await context.newPage()
    await page.goto(server.url)
    await page.locator('[data-connection=open]').waitFor()
  }

  const types = () => server.said.map(({ type }) => type).filter((type) => type !== 'playhead')
  const turn = (phase: string) => page.locator(`[data-phase=${phase}]`).last()
  const microphone = (state: string) => page.locator(`[data-microphone=${state}]`)
  const notice = (code: string) => page.locator(`[data-problem=${code}]`)
  const type = async (text: string) => {
    await page.getByLabel('Type what you would like').fill(text)
    await page.keyboard.press('Enter')
  }
  const handsFree = async () => {
    await page.getByText('Hands-free').click()
    await microphone('armed').waitFor()
  }
  /** Typing and files are what is left when nothing else works. */
  const stillServes = async () => {
    await type('hello')
    await turn('done').waitFor()
    await page.locator('[data-part=file]').setInputFiles(wav('order.wav'))
    await expect.poll(types).toEqual(expect.arrayContaining(['audio_begin', 'audio_end']))
    await page.locator('[data-phase=done]').nth(1).waitFor()
  }
  const wav = (name: string, pcm = encodeS16le(speech)) => ({
    name,
    mimeType: 'audio/wav',
    buffer: Buffer.from(writeWav(pcm, FLITE_RATE)),
  })

  describe('hands-free', () => {
    it('makes a turn of each utterance, in noise as well, and none of the noise', async () => {
      await visit()
      await handsFree()
      await say(page, roomNoise(7, 1, OFFICE))
      await page.waitForTimeout(2500)
      expect(types()).toEqual([])
      await say(page, speech)
      await turn('done').waitFor()
      expect(types()).toEqual(['audio_begin', 'audio_end'])
      await page.waitForTimeout(300)
      await say(page, speech)
      await page.locator('[data-phase=done]').nth(1).waitFor()
      expect(types()).toEqual(['audio_begin', 'audio_end', 'audio_begin', 'audio_end'])
      const seconds = server.heardBytes / 2 / FLITE_RATE / 2
      expect(seconds, 'with pre-roll and the silence after it').toBeGreaterThan(speech.length / FLITE_RATE)
    })

    it("is not interrupted by the reply's own echo, but by the customer, at once and with the playhead", async () => {
      await visit({ echo: ECHO }, { replyMs: 6000 })
      await handsFree()
      await type('hello')
      await turn('speaking').waitFor()
      await page.waitForTimeout(2000)
      expect(types()).toEqual(['text'])
      await say(
        page,
        speech.map((sample) => sample * 1.5),
      )
      await turn('interrupted').waitFor({ timeout: 2000 })
      const begin = server.last('audio_begin')
      expect(begin).toMatchObject({ turn_id: 'turn-1' })
      expect(begin?.played_ms).toBeGreaterThan(1500)
      expect(begin?.played_ms).toBeLessThan(5000)
    })

    it('is remembered, but never opens the microphone by itself', async () => {
      await visit()
      await handsFree()
      await page.reload()
      await page.locator('[data-connection=open]').waitFor()
      expect(await page.getByLabel('Hands-free').isChecked()).toBe(true)
      expect((await microphoneUse(page)).open).toBe(0)
      await page.getByRole('button', { name: 'Start listening' }).click()
      await microphone('armed').waitFor()
      await page.getByRole('button', { name: 'Stop listening' }).click()
      await microphone('off').waitFor()
      expect((await microphoneUse(page)).open).toBe(0)
    })
  })

  describe('Silero', () => {
    const isInstalled = sileroFiles().length > 0
    const choose = () => page.getByLabel('What notices speech').selectOption('silero')

    it.skipIf(isInstalled)(
      'that is not on this server: the page says how to get it, and listens as before',
      async () => {
        await visit()
        await handsFree()
        await choose()
        await notice('no_silero').getByText('npm install').waitFor()
        expect(await page.getByLabel('What notices speech').inputValue()).toBe('pitch')
        await say(page, speech)
        await turn('done').waitFor()
      },
    )

    it.skipIf(!isInstalled)(
      'is fetched when it is chosen, from this origin, and makes a turn of an utterance',
      async () => {
        await visit()
        const fetched: string[] = []
        page.on('request', (request) => fetched.push(request.url()))
        await handsFree()
        await say(page, roomNoise(3, 1, OFFICE))
        expect(fetched.filter((url) => url.includes('silero'))).toEqual([])
        await choose()
        await expect.poll(() => fetched.some((url) => url.endsWith('.onnx')), { timeout: 15_000 }).toBe(true)
        await page.waitForTimeout(3000)
        expect(types()).toEqual([])
        await say(page, speech)
        await turn('done').waitFor()
        expect(types()).toEqual(['audio_begin', 'audio_end'])
        expect(fetched.filter((url) => url.startsWith('http') && !url.startsWith(server.url))).toEqual([])
        expect(await page.getByLabel('What notices speech').inputValue()).toBe('silero')
      },
    )
  })

  it('held, it listens until it is let go, by mouse and by space', async () => {
    await visit()
    const button = await page.getByRole('button', { name: 'Talk' }).boundingBox()
    await page.mouse.move((button?.x ?? 0) + 20, (button?.y ?? 0) + 20)
    await page.mouse.down()
    await microphone('on').waitFor()
    await page.waitForTimeout(700)
    await page.mouse.up()
    await microphone('off').waitFor()
    await turn('done').waitFor()
    await page.locator('h1').click()
    await page.keyboard.down('Space')
    await microphone('on').waitFor()
    await page.waitForTimeout(700)
    await page.keyboard.up('Space')
    await microphone('off').waitFor()
    expect(types()).toEqual(['audio_begin', 'audio_end', 'audio_begin', 'audio_end'])
  })

  describe('devices', () => {
    it('can be chosen, also while listening, and are watched', async () => {
      await visit({ names: ['Desk microphone', 'Headset'] })
      await handsFree()
      expect((await microphoneUse(page)).deviceId).toBeNull()
      await page.getByLabel('Microphone', { exact: true }).selectOption('Headset')
      await expect.poll(() => microphoneUse(page)).toEqual({ open: 1, deviceId: 'Headset' })
      await plug(page, ['Desk microphone', 'Headset', 'Conference phone'])
      await page.getByLabel('Microphone', { exact: true }).selectOption('Conference phone')
      await expect.poll(() => microphoneUse(page)).toEqual({ open: 1, deviceId: 'Conference phone' })
    })

    it('unplugged in the middle of an utterance, it is thrown away and the page says what to do', async () => {
      await visit()
      await page.getByRole('button', { name: 'Talk' }).click()
      await microphone('on').waitFor()
      await expect.poll(() => server.heardBytes).toBeGreaterThan(0)
      await unplug(page)
      await notice('lost_microphone').getByText('Plug it in').waitFor()
      await microphone('off').waitFor()
      await expect.poll(types).toEqual(['audio_begin', 'audio_cancel'])
      await plug(page, ['Desk microphone'])
      await page.getByRole('button', { name: 'Try again', exact: true }).click()
      await microphone('on').waitFor()
      await notice('lost_microphone').waitFor({ state: 'detached' })
    })

    it.each([
      ['permission denied', 'NotAllowedError', 'denied', 'Allow it'],
      ['no microphone', 'NotFoundError', 'missing', 'Plug it in'],
      ['a microphone that is taken', 'NotReadableError', 'in_use', 'Close it'],
    ])('%s: the page says what to do, and typing and files still work', async (_what, error, code, words) => {
      await visit({ error })
      await page.getByRole('button', { name: 'Talk' }).click()
      await notice(code).getByText(words).waitFor()
      await microphone('off').waitFor()
      await stillServes()
    })

    it('no AudioWorklet: the page says what to do, and typing and files still work', async () => {
      await visit({}, {}, ['AudioWorkletNode'])
      await page.getByRole('button', { name: 'Talk' }).click()
      await notice('no_worklet').getByText('Update it').waitFor()
      await stillServes()
    })
  })

  it('takes a WAV file by drag and drop, and refuses what is none, in words', async () => {
    await visit()
    const drop = async (bytes: readonly number[], name: string) => {
      const transfer = await page.evaluateHandle(
        ([content, fileName]) => {
          const data = new DataTransfer()
          data.items.add(new File([Uint8Array.from(content)], fileName))
          return data
        },
        [bytes, name] as const,
      )
      await page.getByLabel('Talk to the shop').dispatchEvent('drop', { dataTransfer: transfer })
    }
    await drop([...Buffer.from('not a recording at all')], 'letter.txt')
    await notice('not_audio').getByText('This is not a WAV file').waitFor()
    expect(types()).toEqual([])
    const second = encodeS16le(speech.subarray(0, FLITE_RATE))
    await drop([...writeWav(second, FLITE_RATE)], 'order.wav')
    await turn('done').waitFor()
    expect(types()).toEqual(['audio_begin', 'audio_end'])
    expect(server.heardBytes).toBe(second.byteLength)
  })

  it('honours going_away, and asks what was typed meanwhile once, in order, one after the other', async () => {
    await visit({}, { replyMs: 200 })
    const leftAtMs = performance.now()
    server.goAway(1200)
    await page.locator('[data-connection=lost]').waitFor()
    await notice('going_away').waitFor()
    await type('one')
    await type('two')
    await page.locator('[data-phase=done]').nth(1).waitFor()
    const back = (server.connectedAtMs[1] ?? 0) - leftAtMs
    expect(back).toBeGreaterThanOrEqual(1190)
    expect(back).toBeLessThan(4000)
    expect(server.said.filter(({ type: kind }) => kind === 'text')).toEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ])
    expect(server.said[0]?.type).toBe('resume')
    await notice('going_away').waitFor({ state: 'detached' })
  })

  it('says so when the shop cannot be reached at all, and keeps what is typed', async () => {
    await visit()
    await server.close()
    await type('hello')
    await notice('unreachable').getByText('does a proxy on the way let WebSockets through').waitFor()
    expect(await page.locator('[data-phase=thinking] [data-part=said]').textContent()).toBe('hello')
  })

  it('goes on listening hands-free after the connection came back', async () => {
    await visit()
    await handsFree()
    server.dropConnections()
    await page.locator('[data-connection=lost]').waitFor()
    await page.locator('[data-connection=open]').waitFor()
    await microphone('armed').waitFor()
    await say(page, speech)
    await turn('done').waitFor()
  })
})
