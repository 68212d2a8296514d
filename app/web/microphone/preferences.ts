// SPDX-License-Identifier: Apache-2.0

const KEYS = { handsFree: 'hands-free', microphoneId: 'microphone' } as const

/** How this browser's customer likes to talk. */
export interface TalkPreferences {
  readonly handsFree: boolean
  readonly microphoneId: string | null
}

export function talkPreferences(): TalkPreferences {
  try {
    return {
      handsFree: localStorage.getItem(KEYS.handsFree) === 'yes',
      microphoneId: localStorage.getItem(KEYS.microphoneId),
    }
  } catch {
    return { handsFree: false, microphoneId: null }
  }
}

/** Remembers them for the next visit. A browser that forbids it forgets, which harms nobody. */
export function rememberTalkPreferences({ handsFree, microphoneId }: TalkPreferences): void {
  try {
    localStorage.setItem(KEYS.handsFree, handsFree ? 'yes' : 'no')
    if (microphoneId === null) localStorage.removeItem(KEYS.microphoneId)
    else localStorage.setItem(KEYS.microphoneId, microphoneId)
  } catch {}
}
