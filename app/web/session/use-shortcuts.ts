// SPDX-License-Identifier: Apache-2.0
'use client'

import { useEffect } from 'react'

export interface Shortcuts {
  /** Space: begin to talk, or be done. */
  readonly onTalk: () => void
  /** Escape: stop whatever is going on. */
  readonly onStop: () => void
}

/** The page without a mouse. Space only counts where it does not already mean something: not in a field or on a button. */
export function useShortcuts({ onTalk, onStop }: Shortcuts): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') onStop()
      if (event.key !== ' ') return
      if (event.target instanceof Element && event.target.closest('input, textarea, button, a, summary, [role=button]'))
        return
      event.preventDefault()
      onTalk()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [onTalk, onStop])
}
