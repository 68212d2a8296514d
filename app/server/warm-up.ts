// SPDX-License-Identifier: Apache-2.0

import { pcmMs } from '#core/pcm'
import { type PlayoutMemory, ReplyArrivals } from '#core/playout'
import type { Synthesiser } from '#speech'
import type { Log } from './log.ts'

/**
 * Said to nobody: the first wakes the model, whose first request is slow, and is not counted; the others are measured.
 * Each is long enough to tell a pace from speech in bursts of half a second.
 */
export const WARM_UP_SENTENCES = [
  'Good evening, and welcome to the pizza shop.',
  'We have many kinds of pizza in several sizes, and plenty of toppings to put on each of them.',
  'You can pick your order up at the counter in half an hour, or have it brought to your door.',
  'Tell me what you would like to eat, and I will say what it costs before anything is baked.',
] as const

/**
 * Has the text-to-speech model speak before the first visitor comes, and writes down how it delivered: the player of a
 * first reply then knows what to expect. Ends early when visitors have taught as much, or the model fails.
 */
export async function warmUp(
  synthesiser: Synthesiser,
  delivery: PlayoutMemory,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const [i, text] of WARM_UP_SENTENCES.entries()) {
      if (delivery.replies >= WARM_UP_SENTENCES.length - 1) break
      const arrivals = await listen(synthesiser, text, delivery, signal)
      if (i > 0) delivery.learn(arrivals)
    }
    log.info({ delivery: delivery.delivery }, 'voice warmed up')
  } catch (error) {
    // Whoever speaks first will be told what is wrong with the model.
    if (!signal.aborted) log.warn({ err: error }, 'voice not warmed up')
  }
}

async function listen(
  synthesiser: Synthesiser,
  text: string,
  delivery: PlayoutMemory,
  signal: AbortSignal,
): Promise<ReplyArrivals> {
  const arrivals = new ReplyArrivals()
  delivery.prepare(arrivals.line)
  const stream = await synthesiser.synthesise(text, {}, signal)
  for await (const chunk of stream) {
    arrivals.arrived(pcmMs(chunk.byteLength, stream.sampleRate), performance.now(), false)
  }
  return arrivals
}
