// SPDX-License-Identifier: Apache-2.0

import MicrophoneIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-microphone-fill-icon'
import DoneIcon from '@patternfly/react-icons/dist/esm/icons/rh-ui-stop-fill-icon'
import { useEffect, useRef } from 'react'
import type { MicrophoneState } from '../conversation/state.ts'
import styles from './talk-button.module.css'

export interface TalkButtonProps {
  readonly microphone: MicrophoneState
  /** How loud it is right now, 0 to 1. */
  readonly level: () => number
  readonly onTalk: () => void
}

/** Speech is loud at a root mean square of 0.2; the meter is full there. */
const FULL = 0.2

/** The big round one. Its ring shows how loud whoever speaks is, drawn past React at the screen's own pace. */
export function TalkButton({ microphone, level, onTalk }: TalkButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
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

  const listening = microphone !== 'off'
  return (
    <button
      ref={button}
      type="button"
      className={styles.talk}
      aria-pressed={listening}
      aria-label={listening ? 'Done talking' : 'Talk'}
      data-microphone={microphone}
      onClick={onTalk}
    >
      {listening ? <DoneIcon /> : <MicrophoneIcon />}
    </button>
  )
}
