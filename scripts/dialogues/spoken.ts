// SPDX-License-Identifier: Apache-2.0

import { startAgent } from '../../app/agent/index.ts'
import { type RunningRehearsal, VOICE_IDS } from '../../app/rehearsal/index.ts'
import { LANGUAGE_MODEL } from '../../app/rehearsal/language/index.ts'
import { createTranscriber } from '../../app/speech/index.ts'
import { makeDialogue } from './dialogue.ts'
import { type Outcome, type Reading, runDialogue } from './run-dialogue.ts'

/** What came of dialogues that were spoken. */
export interface SpokenFigures {
  readonly outcomes: readonly Outcome[]
  readonly utterances: number
  /** Utterances in which nothing was heard at first; they were said again, in another voice. */
  readonly unheard: number
  /** Utterances whose quantity the recogniser was not sure of. */
  readonly unsure: number
}

const AT_ONCE = 2

/** Speaks dialogues, a voice each, to the recogniser, whose text goes to the agent: the shop without its browser. */
export async function speakDialogues(
  rehearsal: Pick<RunningRehearsal, 'url'>,
  seeds: readonly number[],
  onDone: (outcome: Outcome) => void = () => {},
): Promise<SpokenFigures> {
  const baseUrl = `${rehearsal.url}/v1`
  const transcriber = createTranscriber({ baseUrl, apiKey: '', model: 'rehearsal-soundswallower', timeoutMs: 60_000 })
  const agent = await startAgent({
    model: { baseUrl, apiKey: '', model: LANGUAGE_MODEL.id, timeoutMs: 60_000 },
    store: 'memory',
    workers: 1,
  })
  const figures = { utterances: 0, unheard: 0, unsure: 0 }
  const listen = async (said: string, voice: string): Promise<Reading> =>
    transcriber.transcribe(await spoken(baseUrl, said, voice), new AbortController().signal)
  const outcomes: Outcome[] = []
  const waiting = [...seeds]
  const worker = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      let voice = seed
      const outcome = await runDialogue(agent, makeDialogue(seed), async (said) => {
        let reading = await listen(said, voiceAt(voice))
        figures.utterances++
        if (reading.text === '') {
          figures.unheard++
          reading = await listen(said, voiceAt(++voice))
        }
        if ((reading.alternatives ?? []).length > 0) figures.unsure++
        return reading
      })
      outcomes.push(outcome)
      onDone(outcome)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await agent.close()
  }
  return { outcomes, ...figures }
}

const voiceAt = (index: number): string => VOICE_IDS[index % VOICE_IDS.length] ?? ''

async function spoken(baseUrl: string, input: string, voice: string): Promise<Uint8Array> {
  const response = await fetch(`${baseUrl}/audio/speech`, {
    method: 'POST',
    body: JSON.stringify({ input, voice, response_format: 'wav' }),
  })
  if (!response.ok) throw new Error(`"${input}" could not be spoken: ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}
