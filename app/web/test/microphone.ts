// SPDX-License-Identifier: Apache-2.0
import type { BrowserContext, Page } from 'playwright-core'
import { FLITE_RATE } from './flite.ts'

/** What the page finds when it asks for microphones. */
export interface MicrophoneOptions {
  /** Names of the devices. */
  readonly names?: readonly string[]
  /** The `DOMException` that asking for one ends with, `NotAllowedError` say. */
  readonly error?: string
  /** How much of what the loudspeaker plays comes back, as a factor. */
  readonly echo?: number
}

/**
 * A microphone that hears what the test says, when it says it, and the page's own loudspeaker if there is an echo. It takes
 * the browser's place, so that it can also be refused, and unplugged. Call it before the page is opened.
 */
export async function fakeMicrophone(context: BrowserContext, options: MicrophoneOptions = {}): Promise<void> {
  await context.addInitScript(({ names = ['Desk microphone'], error, echo = 0 }) => {
    const room = new AudioContext()
    const air = room.createMediaStreamDestination()
    const given: MediaStreamTrack[] = []
    const state = {
      names: [...names],
      error,
      /** Of the last request. */
      deviceId: null as string | null,
      get open() {
        return given.filter(({ readyState }) => readyState === 'live').length
      },
      say(samples: readonly number[], rate: number) {
        const buffer = room.createBuffer(1, samples.length, rate)
        buffer.copyToChannel(
          Float32Array.from(samples, (sample) => sample / 0x8000),
          0,
        )
        const source = new AudioBufferSourceNode(room, { buffer })
        source.connect(air)
        source.start()
      },
      plug(next: string[]) {
        state.names = next
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
      },
      unplug() {
        for (const track of given.splice(0)) {
          track.stop()
          // A track only says so when it was not the page that stopped it.
          track.dispatchEvent(new Event('ended'))
        }
        state.plug([])
      },
    }
    Object.assign(window, { fakeMicrophone: state })
    if (navigator.mediaDevices === undefined) return
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      if (state.error !== undefined) throw new DOMException('', state.error)
      const audio = constraints?.audio
      const wanted = typeof audio === 'object' && typeof audio.deviceId === 'object' ? audio.deviceId : {}
      state.deviceId = 'exact' in wanted ? String(wanted.exact) : null
      await room.resume()
      const tracks = air.stream.getAudioTracks().map((track) => track.clone())
      given.push(...tracks)
      return new MediaStream(tracks)
    }
    navigator.mediaDevices.enumerateDevices = async () =>
      state.names.map((label) => {
        const device = { kind: 'audioinput', label, deviceId: label, groupId: '' } as const
        return { ...device, toJSON: () => device }
      })
    if (echo === 0) return
    const connect = AudioNode.prototype.connect
    // @ts-expect-error: one implementation for both overloads
    AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode, ...rest: []) {
      if (target instanceof AudioDestinationNode && this.context instanceof AudioContext) {
        const wall = this.context.createMediaStreamDestination()
        Reflect.apply(connect, this, [wall])
        const back = new GainNode(room, { gain: echo })
        Reflect.apply(connect, room.createMediaStreamSource(wall.stream), [back])
        Reflect.apply(connect, back, [air])
      }
      return Reflect.apply(connect, this, [target, ...rest])
    }
  }, options)
}

interface FakeMicrophone {
  readonly open: number
  readonly deviceId: string | null
  say(samples: readonly number[], rate: number): void
  plug(names: readonly string[]): void
  unplug(): void
}

/** Says something to the page's microphone, at once. */
export async function say(page: Page, speech: Float32Array): Promise<void> {
  const samples = Array.from(speech, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff))
  await page.evaluate(
    ([heard, rate]) => (window as unknown as { fakeMicrophone: FakeMicrophone }).fakeMicrophone.say(heard, rate),
    [samples, FLITE_RATE] as const,
  )
}

/** Pulls the plug. */
export function unplug(page: Page): Promise<void> {
  return page.evaluate(() => (window as unknown as { fakeMicrophone: FakeMicrophone }).fakeMicrophone.unplug())
}

/** Plugs in these and no others. */
export function plug(page: Page, names: readonly string[]): Promise<void> {
  return page.evaluate(
    (devices) => (window as unknown as { fakeMicrophone: FakeMicrophone }).fakeMicrophone.plug(devices),
    names,
  )
}

/** How many microphones the page holds open, and which it asked for last. */
export function microphoneUse(page: Page): Promise<{ readonly open: number; readonly deviceId: string | null }> {
  return page.evaluate(() => {
    const { open, deviceId } = (window as unknown as { fakeMicrophone: FakeMicrophone }).fakeMicrophone
    return { open, deviceId }
  })
}
