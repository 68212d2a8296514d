// SPDX-License-Identifier: Apache-2.0
'use client'

import { Alert, AlertActionCloseButton } from '@patternfly/react-core'
import { useCallback, useEffect, useState } from 'react'
import { isBusy, lastMeasured } from '../conversation/state.ts'
import { useSession } from '../session/use-session.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Announcer } from './announcer.tsx'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import { GenXGauge } from './gen-x-gauge.tsx'
import { Header } from './header.tsx'
import { LatencyStrip } from './latency-strip.tsx'
import { Models } from './models.tsx'
import { OrderReceipt } from './order-receipt.tsx'
import { saveFile } from './save-file.ts'
import styles from './shop.module.css'
import { TurnHistory } from './turn-history.tsx'

/** The whole page. */
export function Shop() {
  const [state, session] = useSession()
  const [dismissed, setDismissed] = useState<object | null>(null)
  const listening = state.microphone !== 'off'
  const busy = isBusy(state)

  const onTalk = useCallback(() => {
    if (listening) session?.endTalk()
    else void session?.talk()
  }, [listening, session])
  const onStop = useCallback(() => {
    if (listening) session?.cancelTalk()
    else if (busy) session?.interrupt()
  }, [listening, busy, session])
  useShortcuts({ onTalk, onStop })
  const onType = useCallback((text: string) => session?.type(text), [session])
  const playback = useCallback(() => session?.playback ?? null, [session])
  const onRehearse = useCallback((genX: number | null) => session?.rehearse(genX), [session])
  const onDownload = useCallback(
    (turnId: string) => {
      const wav = session?.replyWav(turnId) ?? null
      if (wav !== null) saveFile(wav, `reply-${turnId}.wav`, 'audio/wav')
    },
    [session],
  )
  const level = useCallback(() => session?.level ?? 0, [session])

  // From here on everything that can be pressed does something; a test reads how long that took.
  useEffect(() => {
    if (session !== null) performance.mark('interactive')
  }, [session])

  const { problem } = state
  return (
    <div className={styles.page}>
      <Header
        connection={state.connection}
        profile={state.profile}
        canForget={state.turns.length > 0}
        onForget={() => session?.forget()}
      />
      <div className={styles.columns}>
        <main className={styles.conversation}>
          <Conversation turns={state.turns} recorded={state.recorded} onDownload={onDownload} onSuggestion={onType} />
        </main>
        <div className={styles.composer}>
          {problem !== null && problem !== dismissed && (
            <Alert
              isInline
              className={styles.problem ?? ''}
              variant="warning"
              title={problem.text}
              actionClose={<AlertActionCloseButton title="Dismiss" onClose={() => setDismissed(problem)} />}
              data-problem={problem.code}
            />
          )}
          <Composer
            microphone={state.microphone}
            phase={state.turns.at(-1)?.phase ?? null}
            connection={state.connection}
            level={level}
            onTalk={onTalk}
            onStop={onStop}
            onType={onType}
          />
        </div>
        <aside className={styles.aside} aria-label="Order and measurements">
          <OrderReceipt order={state.order} />
          <GenXGauge
            turns={state.turns}
            view={playback}
            voice={state.models?.tts ?? null}
            rehearsedGenX={state.rehearsedGenX}
            onRehearse={onRehearse}
          />
          <LatencyStrip turn={lastMeasured(state.turns)} />
          <TurnHistory turns={state.turns} />
          <Models models={state.models} feeder={state.feeder} />
        </aside>
      </div>
      <Announcer state={state} />
    </div>
  )
}
