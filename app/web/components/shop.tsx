// SPDX-License-Identifier: Apache-2.0
'use client'

import { Alert, AlertActionCloseButton } from '@patternfly/react-core'
import { useCallback, useState } from 'react'
import { isBusy, lastMeasured } from '../conversation/state.ts'
import { useSession } from '../session/use-session.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Announcer } from './announcer.tsx'
import { Composer } from './composer.tsx'
import { Conversation } from './conversation.tsx'
import { Header } from './header.tsx'
import { LatencyStrip } from './latency-strip.tsx'
import { Models } from './models.tsx'
import { OrderReceipt } from './order-receipt.tsx'
import styles from './shop.module.css'

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
  const level = useCallback(() => session?.level ?? 0, [session])

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
          <Conversation turns={state.turns} onSuggestion={onType} />
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
          <LatencyStrip turn={lastMeasured(state.turns)} />
          <Models models={state.models} />
        </aside>
      </div>
      <Announcer state={state} />
    </div>
  )
}
