// SPDX-License-Identifier: Apache-2.0
'use client'

import { useEffect, useRef } from 'react'

/** A press longer than this is held while talking; a shorter one begins, and another one ends it. */
export const HOLD_MS = 400

export interface Shortcuts {
  /** Is the microphone open? */
  readonly isOpen: boolean
  /** Space, pressed: begin to talk. */
  readonly onTalk: () => void
  /** Space, pressed again, or let go after it was held: done. */
  readonly onDone: () => void
  /** Escape: stop whatever is going on. */
  readonly onStop: () => void
}

/** The page without a mouse. Space only counts where it does not already mean something: not in a field or on a button. */
export function useShortcuts({ isOpen, onTalk, onDone, onStop }: Shortcuts): void {
  const heldSince = useRef<number | null>(null)
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    const press = (event: KeyboardEvent) => {
      const isSpace = event.key === ' ' && !means(event.target)
      // A held key presses itself again and again, which would scroll the page.
      if (isSpace) event.preventDefault()
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape') onStop()
      if (!isSpace) return
      heldSince.current = isOpen ? null : event.timeStamp
      if (isOpen) onDone()
      else onTalk()
    }
    const release = (event: KeyboardEvent) => {
      if (event.key !== ' ') return
      if (heldSince.current !== null && event.timeStamp - heldSince.current > HOLD_MS) onDone()
      heldSince.current = null
    }
    window.addEventListener('keydown', press, { signal })
    window.addEventListener('keyup', release, { signal })
    return () => listening.abort()
  }, [isOpen, onTalk, onDone, onStop])
}

/** Does the space bar mean something where the focus is? */
function means(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input, textarea, select, button, a, summary, [role=button]') !== null
  )
}
