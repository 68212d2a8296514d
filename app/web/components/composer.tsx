// SPDX-License-Identifier: Apache-2.0

import { Button, TextInput } from '@patternfly/react-core'
import SendIcon from '@patternfly/react-icons/dist/esm/icons/paper-plane-icon'
import { type FormEvent, useState } from 'react'
import type { Connection, MicrophoneState, TurnPhase } from '../conversation/state.ts'
import styles from './composer.module.css'
import { TalkButton } from './talk-button.tsx'

export interface ComposerProps {
  readonly microphone: MicrophoneState
  /** Of the newest turn. */
  readonly phase: TurnPhase | null
  readonly connection: Connection
  readonly level: () => number
  readonly onTalk: () => void
  readonly onStop: () => void
  readonly onType: (text: string) => void
}

/** Where the customer speaks or types. */
export function Composer({ microphone, phase, connection, level, onTalk, onStop, onType }: ComposerProps) {
  const [text, setText] = useState('')
  const busy = phase === 'thinking' || phase === 'speaking'
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onType(text.trim())
    setText('')
  }
  return (
    <section className={styles.composer} aria-label="Talk to the shop">
      <TalkButton microphone={microphone} level={level} onTalk={onTalk} />
      <div className={styles.words}>
        <div className={styles.hint}>
          <span>{hint(microphone, phase, connection)}</span>
          {busy && microphone === 'off' && (
            <Button variant="link" isInline onClick={onStop}>
              Stop
            </Button>
          )}
        </div>
        <form className={styles.form} onSubmit={send}>
          <TextInput
            aria-label="Type what you would like"
            placeholder="or type it here"
            value={text}
            maxLength={4000}
            autoComplete="off"
            onChange={(_event, value) => setText(value)}
          />
          <Button
            type="submit"
            variant="secondary"
            aria-label="Send"
            icon={<SendIcon />}
            isDisabled={text.trim() === ''}
          />
        </form>
      </div>
    </section>
  )
}

function hint(microphone: MicrophoneState, phase: TurnPhase | null, connection: Connection): string {
  if (microphone === 'opening') return 'Waiting for the microphone. The browser may be asking you.'
  if (microphone === 'on') return 'Listening. Press again when you are done, Esc to cancel.'
  if (phase === 'thinking') return 'The shop is thinking.'
  if (phase === 'speaking') return 'The shop is speaking. Talk or press Esc to interrupt.'
  if (connection !== 'open') return 'Connecting to the shop.'
  return 'Press to talk, or hit Space.'
}
