// SPDX-License-Identifier: Apache-2.0

import MicrophoneIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-microphone-fill-icon'
import DoneIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-stop-fill-icon'
import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'
import type { MicrophoneState } from '../conversation/state.ts'
import { HOLD_MS } from '../session/use-shortcuts.ts'
import styles from './talk-button.module.css'

export interface TalkButtonProps {
  readonly microphone: MicrophoneState
  readonly handsFree: boolean
  /** How loud it is right now, 0 to 1. */
  readonly level: () => number
  readonly onTalk: () => void
  readonly onDone: () => void
}

/** Speech is loud at a root mean square of 0.2; the meter is full there. */
const FULL = 0.2

/**
 * The big round one: held while talking, or pressed before and after. Its ring shows how loud whoever speaks is, drawn past
 * React at the screen's own pace.
 */
export function TalkButton({ microphone, handsFree, level, onTalk, onDone }: TalkButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  /** When the press that opened the microphone began; null when it did not. */
  const heldSince = useRef<number | null>(null)
  useEffect(() => {
    let shown = 0
    let request = requestAnimationFrame(function draw() {
      const target = Math.min(1, Math.sqrt(level() / FULL))
      // Up at once, down slowly, as meters do.
      shown = Math.max(target, shown * 0.88)
      button.current?.style.setProperty('--level', shown.toFixed(2))
      request = requestAnimationFrame(draw)
    })
    return () => cancelAnimationFrame(request)
  }, [level])

  const isOpen = microphone !== 'off'
  const press = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return
    heldSince.current = isOpen || handsFree ? null : event.timeStamp
    if (isOpen) onDone()
    else onTalk()
    if (heldSince.current !== null) event.currentTarget.setPointerCapture(event.pointerId)
  }
  const release = (event: PointerEvent) => {
    if (heldSince.current !== null && event.timeStamp - heldSince.current > HOLD_MS) onDone()
    heldSince.current = null
  }
  const click = (event: MouseEvent) => {
    // With a pointer it has happened already; keys and screen readers only click.
    if (event.detail > 0) return
    if (isOpen) onDone()
    else onTalk()
  }
  return (
    <button
      ref={button}
      type="button"
      className={styles.talk}
      aria-pressed={isOpen}
      aria-label={label(isOpen, handsFree)}
      data-microphone={microphone}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={() => {
        heldSince.current = null
      }}
      onContextMenu={(event) => event.preventDefault()}
      onClick={click}
    >
      {isOpen ? <DoneIcon /> : <MicrophoneIcon />}
    </button>
  )
}

function label(isOpen: boolean, handsFree: boolean): string {
  if (handsFree) return isOpen ? 'Stop listening' : 'Start listening'
  return isOpen ? 'Done talking' : 'Talk'
}
