// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { ClientMessage } from '#core/protocol'
import { VOICE_FRAME, VOICE_RATE } from '#core/voice-activity'
import type { MicrophoneEvents } from '../microphone/microphone.ts'
import { MicrophoneError } from '../microphone/microphone-error.ts'
import { Talking } from './talking.ts'

/** Half a second of a vowel, in frames. */
const VOWEL = frames(0.5, (i) => 0.1 * (((i * 120) % VOICE_RATE) / VOICE_RATE - 0.5))
const SILENCE = frames(1, () => 0)

function frames(seconds: number, sample: (i: number) => number): Float32Array[] {
  return Array.from({ length: (seconds * VOICE_RATE) / VOICE_FRAME }, (_, frame) =>
    Float32Array.from({ length: VOICE_FRAME }, (_, i) => sample(frame * VOICE_FRAME + i)),
  )
}

function customer({ isReady = true, refuse = null as MicrophoneError | null, replyMs = null as number | null } = {}) {
  const said: (ClientMessage | 'frame')[] = []
  const states: string[] = []
  const troubles: string[] = []
  const spoke: number[] = []
  let events: MicrophoneEvents | null = null
  const talking = new Talking(
    {
      socket: { send: (message) => said.push(message), sendAudio: () => said.push('frame') },
      isReady: () => isReady,
      played: () => 0,
      microphone: {
        level: 0,
        open: async (_id, given) => {
          if (refuse !== null) throw refuse
          events = given
          return true
        },
        close: () => {
          events = null
        },
        dispose: () => {},
      },
    },
    {
      onMicrophone: (state) => states.push(state),
      onListening: () => {},
      onSpeak: () => (replyMs === null ? null : { turnId: 't1', playedMs: replyMs }),
      onSpoke: (agoMs) => spoke.push(agoMs),
      onTrouble: (code) => troubles.push(code),
    },
  )
  const hear = (heard: readonly Float32Array[]) => {
    for (const frame of heard) events?.onFrame(frame)
  }
  const types = () => said.flatMap((message) => (message === 'frame' ? [] : [message.type]))
  return { talking, said, states, troubles, spoke, hear, types, unplug: () => events?.onLost() }
}

describe('pressed', () => {
  it('streams from the press to the release, and closes the microphone', async () => {
    const { talking, hear, types, states, spoke } = customer()
    await talking.talk()
    hear(VOWEL)
    talking.endTalk()
    hear(VOWEL)
    expect(types()).toEqual(['audio_begin', 'audio_end'])
    expect(states).toEqual(['opening', 'on', 'off'])
    expect(spoke).toEqual([0])
  })

  it('says where in the reply it began, so that a cough need not end it', async () => {
    const { talking, hear, said } = customer({ replyMs: 700 })
    await talking.talk()
    hear(VOWEL)
    expect(said[0]).toMatchObject({ type: 'audio_begin', turn_id: 't1', played_ms: 700 })
  })

  it('ends a reply that it silenced, even if nothing came of it', async () => {
    const denied = customer({ replyMs: 700, refuse: new MicrophoneError('denied', 'No.') })
    await denied.talking.talk()
    expect(denied.said).toEqual([{ type: 'interrupt', turn_id: 't1', played_ms: 700 }])
    expect(denied.troubles).toEqual(['denied'])
    expect(denied.states).toEqual(['opening', 'off'])
  })

  it('that nothing was heard of asks nothing', async () => {
    const { talking, types, spoke } = customer()
    await talking.talk()
    talking.endTalk()
    expect(types()).toEqual([])
    expect(spoke).toEqual([])
  })

  it('takes back what is cancelled', async () => {
    const { talking, hear, types, spoke } = customer()
    await talking.talk()
    hear(VOWEL)
    talking.cancelTalk()
    expect(types()).toEqual(['audio_begin', 'audio_cancel'])
    expect(spoke).toEqual([])
  })

  it('needs a connection', async () => {
    const { talking, troubles, states } = customer({ isReady: false })
    await talking.talk()
    expect(troubles).toEqual(['offline'])
    expect(states).toEqual([])
  })

  it('throws away an utterance whose microphone is unplugged, and says so', async () => {
    const { talking, hear, types, troubles, states, unplug } = customer()
    await talking.talk()
    hear(VOWEL)
    unplug()
    expect(types()).toEqual(['audio_begin', 'audio_cancel'])
    expect(troubles).toEqual(['lost_microphone'])
    expect(states.at(-1)).toBe('off')
  })

  it('ends by itself before the server would refuse it', async () => {
    const { talking, hear, types, troubles, spoke } = customer()
    await talking.talk()
    for (let second = 0; second < 360; second++) hear(SILENCE)
    expect(types()).toEqual(['audio_begin', 'audio_end'])
    expect(troubles).toEqual(['too_long'])
    expect(spoke).toEqual([0])
  })
})

describe('hands-free', () => {
  async function armed(options = {}) {
    const shop = customer(options)
    shop.talking.setHandsFree(true)
    await Promise.resolve()
    await Promise.resolve()
    return shop
  }

  it('notices each utterance and its end, and stays open', async () => {
    const { hear, types, states, spoke, said } = await armed({ replyMs: 300 })
    for (const part of [SILENCE, VOWEL, SILENCE, VOWEL, SILENCE]) hear(part)
    expect(types()).toEqual(['audio_begin', 'audio_end', 'audio_begin', 'audio_end'])
    expect(states).toEqual(['opening', 'armed', 'on', 'armed', 'on', 'armed'])
    expect(spoke.every((ms) => ms > 400 && ms <= 600)).toBe(true)
    expect(said[0]).toMatchObject({ played_ms: 300 })
  })

  it('sends what was said before it was noticed', async () => {
    const { hear, said } = await armed()
    hear(SILENCE)
    hear(VOWEL.slice(0, 12))
    // Twelve frames of the vowel at most, and at least 300 ms from before it.
    expect(said.filter((message) => message === 'frame').length).toBeGreaterThan(12 + 15)
  })

  it('goes on listening after a cancelled utterance', async () => {
    const { talking, hear, types, states } = await armed()
    hear([...SILENCE, ...VOWEL])
    talking.cancelTalk()
    expect(states.at(-1)).toBe('armed')
    hear([...SILENCE, ...VOWEL, ...SILENCE])
    expect(types()).toEqual(['audio_begin', 'audio_cancel', 'audio_begin', 'audio_end'])
  })

  it('sends nothing while there is no connection', async () => {
    const { hear, said, states } = await armed({ isReady: false })
    hear([...SILENCE, ...VOWEL, ...SILENCE])
    expect(said).toEqual([])
    expect(states.at(-1)).toBe('armed')
  })

  it('closes the microphone when it is switched off', async () => {
    const { talking, hear, states, types } = await armed()
    talking.setHandsFree(false)
    hear([...SILENCE, ...VOWEL])
    expect(states.at(-1)).toBe('off')
    expect(types()).toEqual([])
  })
})
