// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { pcmMs } from '../../../app/core/pcm.ts'
import { SentenceSplitter } from '../../../app/core/sentences.ts'
import { SAMPLE_RATE } from '../../../app/rehearsal/speech/phrase-job.ts'
import { FliteSynthesiser } from '../../../app/rehearsal/speech/synthesiser.ts'
import type { VoiceId } from '../../../app/rehearsal/speech/voices.ts'
import type { SpokenReply } from './timelines.ts'

const CACHE = new URL('../../../.kit/cache/playout/', import.meta.url)
const cached = z.array(z.object({ sentences: z.array(z.object({ text: z.string(), audioMs: z.number() })) }))

/** What the shop said in 200 seeded dialogues, each reply once: 324 of them, one per line. */
export async function shopReplies(): Promise<string[]> {
  const text = await readFile(new URL('./replies.txt', import.meta.url), 'utf8')
  return text.trim().split('\n')
}

/** Replies as Flite speaks them, sentence by sentence as the server asks for them. Spoken once, then kept in `.kit`. */
export async function speakReplies(replies: readonly string[], voice: VoiceId): Promise<SpokenReply[]> {
  const name = createHash('sha256')
    .update(`${voice}\n${replies.join('\n')}`)
    .digest('hex')
    .slice(0, 16)
  const file = new URL(`${name}.json`, CACHE)
  const kept = await readFile(file, 'utf8').catch(() => null)
  if (kept !== null) return cached.parse(JSON.parse(kept))
  const synthesiser = await FliteSynthesiser.start(2)
  try {
    const lengths = new Map<string, Promise<number>>()
    const spoken: SpokenReply[] = []
    for (const reply of replies) {
      const splitter = new SentenceSplitter()
      const sentences = [...splitter.push(reply), ...splitter.flush()]
      const audio = sentences.map((text) => {
        const length = lengths.get(text) ?? lengthOf(synthesiser, text, voice)
        lengths.set(text, length)
        return length.then((audioMs) => ({ text, audioMs }))
      })
      spoken.push({ sentences: await Promise.all(audio) })
    }
    await mkdir(CACHE, { recursive: true })
    await writeFile(file, JSON.stringify(spoken))
    return spoken
  } finally {
    await synthesiser.close()
  }
}

async function lengthOf(synthesiser: FliteSynthesiser, text: string, voice: VoiceId): Promise<number> {
  let bytes = 0
  const speech = synthesiser.speak({ text, voice, speed: 1 }, new AbortController().signal)
  for await (const chunk of speech) bytes += chunk.byteLength
  return pcmMs(bytes, SAMPLE_RATE)
}
