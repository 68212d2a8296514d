// SPDX-License-Identifier: Apache-2.0
import { Command } from 'commander'
import { decodeS16le, encodeS16le } from '../../app/core/pcm.ts'
import { parseWav, writeWav } from '../../app/core/wav.ts'
import { sampleShopUtterances, startRehearsal, VOICE_IDS } from '../../app/rehearsal/index.ts'
import { quantitiesIn } from '../../app/rehearsal/transcription/second-reading.ts'
import { withNoise } from '../../app/rehearsal/transcription/test/noises.ts'
import { createTranscriber, type Transcript } from '../../app/speech/index.ts'
import { bad, good, strong, table } from '../terminal.ts'
import { countedWords } from './word-errors.ts'

/** Of clean compositions, at most this share may be asked back. */
const MOST_ASKED_BACK = 0.02

interface Heard extends Transcript {
  readonly said: string
}

const quantities = (text: string): string => {
  const words = countedWords(text)
  return quantitiesIn(words)
    .map((at) => words[at])
    .join(' ')
}

const { samples, seed, snr } = new Command('alternatives')
  .description('How often a quantity heard wrong comes with a second reading, and one heard right does.')
  .option('--samples <n>', 'compositions drawn from the grammar', Number, 100)
  .option('--seed <n>', 'of the draw', Number, 31)
  .option('--snr <list>', 'dB, comma-separated', (list: string) => list.split(',').map(Number), [20, 15, 10, 5])
  .parse()
  .opts<{ samples: number; seed: number; snr: number[] }>()

const rehearsal = await startRehearsal()
const baseUrl = `${rehearsal.url}/v1`
const transcriber = createTranscriber({ baseUrl, apiKey: '', model: 'rehearsal-soundswallower', timeoutMs: 120_000 })

async function speak(input: string, voice: string): Promise<Uint8Array> {
  const body = JSON.stringify({ input, voice, response_format: 'wav' })
  const response = await fetch(`${baseUrl}/audio/speech`, { method: 'POST', body })
  if (!response.ok) throw new Error(`"${input}" could not be spoken: ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}

function noisy(wav: Uint8Array, snrDb: number | null, index: number): Uint8Array {
  if (snrDb === null) return wav
  const { pcm, sampleRate } = parseWav(wav)
  return writeWav(encodeS16le(withNoise(decodeS16le(pcm), snrDb, index)), sampleRate)
}

const share = (part: number, whole: number): string => (whole === 0 ? 'n/a' : `${((100 * part) / whole).toFixed(1)} %`)

const heading = [
  '',
  'utterances',
  'asked back',
  'quantity',
  'heard wrong',
  'of these flagged',
  'right, but flagged',
  'precision',
  'other is right',
]
const rows = [heading.map((title) => strong(title))]
let held = true
try {
  const said = sampleShopUtterances(samples, seed)
  const spoken: { readonly said: string; readonly wav: Uint8Array }[] = []
  for (const [index, text] of said.entries())
    spoken.push({ said: text, wav: await speak(text, VOICE_IDS[index % VOICE_IDS.length] ?? '') })
  const counting = sampleShopUtterances(8 * samples, seed + 1).filter((text) => quantities(text) !== '')
  const countingSpoken: typeof spoken = []
  for (const [index, text] of counting.slice(0, Math.ceil(samples / 2)).entries())
    countingSpoken.push({ said: text, wav: await speak(text, VOICE_IDS[index % VOICE_IDS.length] ?? '') })
  for (const snrDb of [null, ...snr]) {
    // In noise only what has a quantity is of interest, and it takes the search longer.
    const chosen = snrDb === null ? spoken : countingSpoken
    const heard: Heard[] = []
    const waiting = [...chosen.entries()]
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, one] = next
        const signal = new AbortController().signal
        heard.push({ said: one.said, ...(await transcriber.transcribe(noisy(one.wav, snrDb, index), signal)) })
      }
    }
    await Promise.all([work(), work()])
    const flagged = heard.filter(({ alternatives }) => alternatives.length > 0)
    const counted = heard.filter((one) => quantities(one.said) !== '' && quantities(one.text) !== '')
    const wrong = counted.filter((one) => quantities(one.said) !== quantities(one.text))
    const flaggedWrong = wrong.filter(({ alternatives }) => alternatives.length > 0)
    const flaggedRight = counted.filter(
      (one) => one.alternatives.length > 0 && quantities(one.said) === quantities(one.text),
    )
    const otherRight = flaggedWrong.filter((one) =>
      one.alternatives.some((other) => quantities(other) === quantities(one.said)),
    )
    const askedBack = flagged.length / heard.length
    const isHeld = snrDb !== null || askedBack <= MOST_ASKED_BACK
    held &&= isHeld
    rows.push([
      snrDb === null ? 'clean' : `${snrDb} dB`,
      String(heard.length),
      (isHeld ? good : bad)(share(flagged.length, heard.length)),
      String(counted.length),
      String(wrong.length),
      share(flaggedWrong.length, wrong.length),
      share(flaggedRight.length, counted.length - wrong.length),
      share(flaggedWrong.length, flaggedWrong.length + flaggedRight.length),
      String(otherRight.length),
    ])
  }
} finally {
  await rehearsal.close()
}
console.log(table(rows))
process.exitCode = held ? 0 : 1
