// SPDX-License-Identifier: Apache-2.0

import type { PageState } from '../conversation/state.ts'

/**
 * Tells a screen reader what changed, once per change: a reply when it is whole, not at every word, since the shop says
 * it aloud anyway.
 */
export function Announcer({ state }: { readonly state: PageState }) {
  return (
    <p className="pf-v6-screen-reader" role="status">
      {announcement(state)}
    </p>
  )
}

function announcement({ microphone, listening, connection, turns }: PageState): string {
  if (connection === 'lost') return 'The connection is lost. Trying again.'
  // Hands-free, it would be said into every utterance.
  if (microphone === 'on' && !listening.handsFree) return 'Listening.'
  const last = turns.at(-1)
  if (last === undefined) return ''
  if (last.phase === 'thinking') return last.text === null ? '' : `You said: ${last.text}`
  if (last.phase === 'done') {
    return `The shop answered: ${last.reply}${last.question === null ? '' : ' It waits for your answer.'}`
  }
  return ''
}
