// SPDX-License-Identifier: Apache-2.0

import type { Listening } from '../conversation/state.ts'

const KEYS = { handsFree: 'hands-free', microphoneId: 'microphone', detector: 'voice-detector' } as const

/** How this browser's customer likes to talk. */
export type TalkPreferences = Pick<Listening, 'handsFree' | 'microphoneId' | 'detector'>

const NONE: TalkPreferences = { handsFree: false, microphoneId: null, detector: 'pitch' }

export function talkPreferences(): TalkPreferences {
  try {
    return {
      handsFree: localStorage.getItem(KEYS.handsFree) === 'yes',
      microphoneId: localStorage.getItem(KEYS.microphoneId),
      detector: localStorage.getItem(KEYS.detector) === 'silero' ? 'silero' : 'pitch',
    }
  } catch {
    return NONE
  }
}

/** Remembers them for the next visit. A browser that forbids it forgets, which harms nobody. */
export function rememberTalkPreferences({ handsFree, microphoneId, detector }: TalkPreferences): void {
  try {
    localStorage.setItem(KEYS.handsFree, handsFree ? 'yes' : 'no')
    localStorage.setItem(KEYS.detector, detector)
    if (microphoneId === null) localStorage.removeItem(KEYS.microphoneId)
    else localStorage.setItem(KEYS.microphoneId, microphoneId)
  } catch {}
}
