// SPDX-License-Identifier: Apache-2.0

import { type DragEvent, useCallback, useState } from 'react'
import { isBusy, type Listening, type PageState } from '../conversation/state.ts'
import type { Session } from '../session/session.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Composer } from './composer.tsx'
import { MicrophoneBar } from './microphone-bar.tsx'
import { Notice } from './notice.tsx'
import styles from './talk-panel.module.css'

export interface TalkPanelProps {
  readonly state: PageState
  readonly session: Session | null
}

/** Everything the customer talks with: microphone, keyboard, files, and what is wrong with any of them. */
export function TalkPanel({ state, session }: TalkPanelProps) {
  const [dropping, setDropping] = useState(false)
  const [dismissed, setDismissed] = useState<object | null>(null)
  const { microphone, problem } = state
  const busy = isBusy(state)

  const onTalk = useCallback(() => session?.talk(), [session])
  const onDone = useCallback(() => session?.endTalk(), [session])
  const onStop = useCallback(() => {
    if (microphone === 'opening' || microphone === 'on') session?.cancelTalk()
    else if (busy) session?.interrupt()
  }, [microphone, busy, session])
  useShortcuts({ isOpen: microphone !== 'off', onTalk, onDone, onStop })
  const onType = useCallback((text: string) => session?.type(text), [session])
  const onFile = useCallback((file: File) => void session?.upload(file), [session])
  const onHandsFree = useCallback((on: boolean) => session?.setHandsFree(on), [session])
  const onChoose = useCallback((id: string | null) => session?.chooseMicrophone(id), [session])
  const onDetector = useCallback((detector: Listening['detector']) => session?.listenWith(detector), [session])
  const level = useCallback(() => session?.level ?? 0, [session])
  const microphoneLevel = useCallback(() => session?.microphoneLevel ?? 0, [session])

  const drag = (event: DragEvent) => {
    event.preventDefault()
    setDropping(event.type === 'dragover')
  }
  const drop = (event: DragEvent) => {
    drag(event)
    const [file] = event.dataTransfer.files
    if (file !== undefined) onFile(file)
  }
  return (
    <>
      {problem !== null && problem !== dismissed && (
        <Notice problem={problem} onTryAgain={onTalk} onDismiss={() => setDismissed(problem)} />
      )}
      <section
        className={styles.panel}
        aria-label="Talk to the shop"
        data-dropping={dropping}
        onDragOver={drag}
        onDragLeave={drag}
        onDrop={drop}
      >
        <Composer
          microphone={microphone}
          handsFree={state.listening.handsFree}
          phase={state.turns.at(-1)?.phase ?? null}
          connection={state.connection}
          level={level}
          onTalk={onTalk}
          onDone={onDone}
          onStop={onStop}
          onType={onType}
          onFile={onFile}
        />
        <MicrophoneBar
          microphone={microphone}
          listening={state.listening}
          level={microphoneLevel}
          onHandsFree={onHandsFree}
          onChoose={onChoose}
          onDetector={onDetector}
        />
      </section>
    </>
  )
}
