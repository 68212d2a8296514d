// SPDX-License-Identifier: Apache-2.0
import type { BrowserContext, Frame, Page } from 'playwright-core'

/**
 * Listens at the loudspeaker, past the page's own accounts: whatever is connected to a context's destination is also
 * measured there. Call it before the page is opened.
 */
export async function tapLoudspeaker(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard = { loudest: 0, loudMs: 0 }
    const listeners: (() => void)[] = []
    const upToNow = () => {
      for (const listen of listeners) listen()
      return heard
    }
    Object.assign(window, { heard: upToNow })
    const connect = AudioNode.prototype.connect
    // @ts-expect-error: one implementation for both overloads
    AudioNode.prototype.connect = function (this: AudioNode, target: AudioNode, ...rest: []) {
      if (target instanceof AudioDestinationNode) {
        // The longest there is, 1.4 s at 24 kHz: a busy main thread looks late, and must still hear all of it.
        const analyser = new AnalyserNode(this.context, { fftSize: 32_768 })
        const samples = new Float32Array(analyser.fftSize)
        const block = Math.round(this.context.sampleRate / 50)
        let heardTo = this.context.currentTime
        Reflect.apply(connect, this, [analyser])
        const listen = () => {
          const blocks = Math.floor(((this.context.currentTime - heardTo) * this.context.sampleRate) / block)
          heardTo += (blocks * block) / this.context.sampleRate
          analyser.getFloatTimeDomainData(samples)
          for (let from = Math.max(0, samples.length - blocks * block); from < samples.length; from += block) {
            const piece = samples.subarray(from, from + block)
            const rms = Math.sqrt(piece.reduce((sum, sample) => sum + sample * sample, 0) / piece.length)
            heard.loudest = Math.max(heard.loudest, rms)
            if (rms > 0.01) heard.loudMs += 20
          }
        }
        listeners.push(listen)
        setInterval(listen, 100)
      }
      return Reflect.apply(connect, this, [target, ...rest])
    }
  })
}

/** What came out up to this moment: the loudest root mean square, and for about how long there was sound at all. */
export function loudspeaker(page: Page | Frame): Promise<{ readonly loudest: number; readonly loudMs: number }> {
  return page.evaluate(() => (window as unknown as { heard: () => { loudest: number; loudMs: number } }).heard())
}
