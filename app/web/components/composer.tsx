// SPDX-License-Identifier: Apache-2.0

import { Button, TextInput } from '@patternfly/react-core'
import SendIcon from '@patternfly/react-icons/dist/esm/icons/paper-plane-icon'
import { type FormEvent, useState } from 'react'
import type { Connection, MicrophoneState, TurnPhase } from '../conversation/state.ts'
import styles from './composer.module.css'
import { FileButton } from './file-button.tsx'
import { TalkButton } from './talk-button.tsx'

export interface ComposerProps {
  readonly microphone: MicrophoneState
  readonly handsFree: boolean
  /** Of the newest turn. */
  readonly phase: TurnPhase | null
  readonly connection: Connection
  readonly level: () => number
  readonly onTalk: () => void
  readonly onDone: () => void
  readonly onStop: () => void
  readonly onType: (text: string) => void
  readonly onFile: (file: File) => void
}

/** Where the customer speaks, types, or sends a recording. */
export function Composer(props: ComposerProps) {
  const { microphone, handsFree, phase, connection, level, onTalk, onDone, onStop, onType, onFile } = props
  const [text, setText] = useState('')
  const busy = connection === 'open' && (phase === 'thinking' || phase === 'speaking')
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onType(text.trim())
    setText('')
  }
  return (
    <div className={styles.composer}>
      <TalkButton microphone={microphone} handsFree={handsFree} level={level} onTalk={onTalk} onDone={onDone} />
      <div className={styles.words}>
        <div className={styles.hint}>
          <span>{hint(props)}</span>
          {busy && (microphone === 'off' || microphone === 'armed') && (
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
          <FileButton onFile={onFile} />
          <Button
            type="submit"
            variant="secondary"
            aria-label="Send"
            icon={<SendIcon />}
            isDisabled={text.trim() === ''}
          />
        </form>
      </div>
    </div>
  )
}

function hint({ microphone, handsFree, phase, connection }: ComposerProps): string {
  if (microphone === 'opening') return 'Waiting for the microphone. The browser may be asking you.'
  if (microphone === 'on') {
    return handsFree
      ? 'Listening. Pause when you are done; Esc takes it back.'
      : 'Listening. Let go or press again when you are done, Esc to cancel.'
  }
  if (connection === 'lost') return 'No connection. What you type is kept until it is back.'
  if (phase === 'thinking') return 'The shop is thinking.'
  if (phase === 'speaking') return 'The shop is speaking. Talk or press Esc to interrupt.'
  if (connection !== 'open') return 'Connecting to the shop.'
  if (microphone === 'armed') return 'Just talk.'
  return handsFree ? 'Press once, then just talk.' : 'Hold to talk, or press once. Space does the same.'
}
