// SPDX-License-Identifier: Apache-2.0

import { Button } from '@patternfly/react-core'
import { useEffect, useRef } from 'react'
import type { Turn } from '../conversation/state.ts'
import styles from './conversation.module.css'
import { TurnView } from './turn-view.tsx'

export interface ConversationProps {
  readonly turns: readonly Turn[]
  /** Turns whose reply can be downloaded. */
  readonly recorded: readonly string[]
  readonly onDownload: (turnId: string) => void
  readonly onSuggestion: (text: string) => void
}

/** What a newcomer may say first. */
const SUGGESTIONS = ['I would like two large pepperoni pizzas', 'What pizzas do you have?', 'I want it delivered']

/** Everything said so far, the newest at the bottom. */
export function Conversation({ turns, recorded, onDownload, onSuggestion }: ConversationProps) {
  const list = useRef<HTMLOListElement>(null)
  const last = turns.at(-1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what grows is what should be scrolled to
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [last?.key, last?.text, last?.reply, last?.steps.length, last?.problem])

  const isEmpty = turns.length === 0
  useEffect(() => {
    if (isEmpty || list.current?.parentElement == null) return
    // A window that shrinks, or a composer that grows, does not hide the end.
    const observer = new ResizeObserver(() => list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' }))
    observer.observe(list.current.parentElement)
    return () => observer.disconnect()
  }, [isEmpty])

  if (isEmpty) {
    return (
      <section className={styles.welcome} aria-labelledby="welcome">
        <h2 id="welcome" className={styles.question}>
          Hungry?
        </h2>
        <p>Press the microphone and say what you would like. Or type it.</p>
        <ul className={styles.suggestions}>
          {SUGGESTIONS.map((text) => (
            <li key={text}>
              <Button variant="tertiary" onClick={() => onSuggestion(text)}>
                {text}
              </Button>
            </li>
          ))}
        </ul>
      </section>
    )
  }
  return (
    <ol ref={list} className={styles.turns} aria-label="Conversation">
      {turns.map((turn) => {
        const { id } = turn
        const isKept = id !== null && recorded.includes(id)
        return (
          <TurnView
            key={turn.key}
            turn={turn}
            isLast={turn === last}
            onDownload={isKept ? () => onDownload(id) : null}
          />
        )
      })}
    </ol>
  )
}
