// SPDX-License-Identifier: Apache-2.0
'use client'

import { useCallback, useEffect, useState } from 'react'
import { lastMeasured } from '../conversation/state.ts'
import { useSession } from '../session/use-session.ts'
import { Announcer } from './announcer.tsx'
import { Conversation } from './conversation.tsx'
import { GenXGauge } from './gen-x-gauge.tsx'
import { Header } from './header.tsx'
import { LatencyStrip } from './latency-strip.tsx'
import { Models } from './models.tsx'
import { OrderReceipt } from './order-receipt.tsx'
import { saveFile } from './save-file.ts'
import styles from './shop.module.css'
import { TalkPanel } from './talk-panel.tsx'
import { TurnHistory } from './turn-history.tsx'

/** The whole page. */
export function Shop() {
  const [state, session] = useSession()
  const [prebufferMs, setPrebufferMs] = useState<number | null>(null)
  const onType = useCallback((text: string) => session?.type(text), [session])
  const playback = useCallback(() => session?.playback ?? null, [session])
  const onRehearse = useCallback((genX: number | null) => session?.rehearse(genX), [session])
  const onVoice = useCallback((voice: string | null) => session?.speakAs(voice), [session])
  const onPrebuffer = useCallback(
    (ms: number | null) => {
      setPrebufferMs(ms)
      session?.waitFor(ms)
    },
    [session],
  )
  const onDownload = useCallback(
    (turnId: string) => {
      const wav = session?.replyWav(turnId) ?? null
      if (wav !== null) saveFile(wav, `reply-${turnId}.wav`, 'audio/wav')
    },
    [session],
  )

  // From here on everything that can be pressed does something; a test reads how long that took.
  useEffect(() => {
    if (session !== null) performance.mark('interactive')
  }, [session])

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
          <TalkPanel state={state} session={session} />
        </div>
        <aside className={styles.aside} aria-label="Order and measurements">
          <OrderReceipt order={state.order} />
          <GenXGauge
            turns={state.turns}
            view={playback}
            voice={state.models?.tts ?? null}
            rehearsedGenX={state.rehearsedGenX}
            onRehearse={onRehearse}
            prebufferMs={prebufferMs}
            onPrebuffer={onPrebuffer}
          />
          <LatencyStrip turn={lastMeasured(state.turns)} />
          <TurnHistory turns={state.turns} />
          <Models models={state.models} feeder={state.feeder} voice={state.voice} onVoice={onVoice} />
        </aside>
      </div>
      <Announcer state={state} />
    </div>
  )
}
