// SPDX-License-Identifier: Apache-2.0

import { startAgent } from '../../app/agent/index.ts'
import { numberWords } from '../../app/core/menu/index.ts'
import { type RunningRehearsal, VOICE_IDS } from '../../app/rehearsal/index.ts'
import { LANGUAGE_MODEL } from '../../app/rehearsal/language/index.ts'
import { createTranscriber } from '../../app/speech/index.ts'
import { countedWords, wordErrors } from '../bench/word-errors.ts'
import { makeDialogue } from './dialogue.ts'
import { beginTalk, type Outcome, type Reading } from './run-dialogue.ts'
import { converse, type Patience } from './spoken-customer.ts'

/** One spoken dialogue. */
export interface SpokenOutcome extends Outcome, Patience {
  readonly voice: string
  readonly utterances: number
  /** Utterances heard with another wording than was said. */
  readonly misheard: number
  /** Utterances in which nothing was heard at first. */
  readonly unheard: number
  /** Utterances whose quantity the recogniser was not sure of. */
  readonly unsure: number
}

const AT_ONCE = 2

/** Whoever has to say the same again says it slower, and after that faster. */
const SPEEDS = [1, 0.85, 1.1] as const

/** Speaks dialogues, a voice each, to the recogniser, whose text goes to the agent: the shop without its browser. */
export async function speakDialogues(
  rehearsal: Pick<RunningRehearsal, 'url'>,
  seeds: readonly number[],
  onDone: (outcome: SpokenOutcome) => void = () => {},
): Promise<SpokenOutcome[]> {
  const baseUrl = `${rehearsal.url}/v1`
  const transcriber = createTranscriber({ baseUrl, apiKey: '', model: 'rehearsal-soundswallower', timeoutMs: 60_000 })
  const agent = await startAgent({
    model: { baseUrl, apiKey: '', model: LANGUAGE_MODEL.id, timeoutMs: 60_000 },
    store: 'memory',
    workers: 1,
  })

  const speak = async (seed: number): Promise<SpokenOutcome> => {
    const dialogue = makeDialogue(seed)
    const voice = VOICE_IDS[seed % VOICE_IDS.length] ?? ''
    const counted = { utterances: 0, misheard: 0, unheard: 0, unsure: 0 }
    const times = new Map<string, number>()
    const hear = async (said: string): Promise<Reading> => {
      counted.utterances++
      const before = times.get(said) ?? 0
      times.set(said, before + 1)
      for (let again = before; ; again++) {
        const wav = await spoken(baseUrl, said, voice, SPEEDS[again % SPEEDS.length] ?? 1)
        const reading = await transcriber.transcribe(wav, new AbortController().signal)
        if (reading.text === '' && again < before + SPEEDS.length - 1) {
          counted.unheard++
          continue
        }
        if (wordErrors(countedWords(inWords(said)), countedWords(reading.text)) > 0) counted.misheard++
        if ((reading.alternatives ?? []).length > 0) counted.unsure++
        return reading
      }
    }
    const talk = beginTalk(agent, `dialogue-${seed}`, hear)
    const patience = await converse(talk, dialogue)
    const got = await talk.order()
    const right = got === dialogue.expected
    return { dialogue, right, got, transcript: talk.transcript, voice, ...patience, ...counted }
  }

  const outcomes: SpokenOutcome[] = []
  const waiting = [...seeds]
  const worker = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const outcome = await speak(seed)
      outcomes.push(outcome)
      onDone(outcome)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await agent.close()
  }
  return outcomes
}

const inWords = (text: string): string => text.replace(/\d+/g, (digits) => numberWords(Number(digits)))

/** The figures of a set of spoken dialogues, in words. */
export function spokenFigures(outcomes: readonly SpokenOutcome[]): string {
  const sum = (of: (outcome: SpokenOutcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const right = sum((outcome) => (outcome.right ? 1 : 0))
  const atOnce = sum((outcome) => (outcome.right && outcome.repeated + outcome.repairs === 0 ? 1 : 0))
  return [
    `spoken dialogues: ${right} of ${outcomes.length} right (${((100 * right) / outcomes.length).toFixed(1)} %),`,
    `${atOnce} of them without a word of repair;`,
    `${sum(({ utterances }) => utterances)} utterances, ${sum(({ misheard }) => misheard)} heard in other words,`,
    `${sum(({ unheard }) => unheard)} not heard at first, ${sum(({ unsure }) => unsure)} with two readings;`,
    `${sum(({ repeated }) => repeated)} said again, ${sum(({ repairs }) => repairs)} to put the order right`,
  ].join(' ')
}

async function spoken(baseUrl: string, input: string, voice: string, speed: number): Promise<Uint8Array> {
  const response = await fetch(`${baseUrl}/audio/speech`, {
    method: 'POST',
    body: JSON.stringify({ input, voice, speed, response_format: 'wav' }),
  })
  if (!response.ok) throw new Error(`"${input}" could not be spoken: ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}
