// SPDX-License-Identifier: Apache-2.0

import { Alert, Button, Label } from '@patternfly/react-core'
import DownloadIcon from '@patternfly/react-icons/dist/esm/icons/download-icon'
import type { Role } from '#core/protocol'
import { readableMs } from '../conversation/latency.ts'
import type { Turn } from '../conversation/state.ts'
import { AgentSteps } from './agent-steps.tsx'
import { roleName } from './role-name.ts'
import styles from './turn-view.module.css'

export interface TurnViewProps {
  readonly turn: Turn
  readonly isLast: boolean
  /** Saves the reply as a WAV file; null if there is none. */
  readonly onDownload: (() => void) | null
}

/** One question and its answer. */
export function TurnView({ turn, isLast, onDownload }: TurnViewProps) {
  const waits = isLast && turn.question !== null && (turn.phase === 'done' || turn.phase === 'interrupted')
  return (
    <li className={styles.turn} data-turn={turn.id ?? ''} data-phase={turn.phase}>
      {(turn.text !== null || turn.phase === 'thinking') && (
        <div className={styles.customer}>
          <span className="pf-v6-screen-reader">You said: </span>
          {turn.text === null ? <Dots label="Listening to what you said" /> : <p data-part="said">{turn.text}</p>}
        </div>
      )}
      <AgentSteps steps={turn.steps} />
      {(turn.reply !== '' || turn.phase === 'thinking') && (
        <div className={styles.shop} data-speaking={turn.phase === 'speaking'} data-waits={waits}>
          <Byline agent={turn.agent} turn={turn} onDownload={onDownload} />
          {turn.reply === '' ? <Dots label="Thinking" /> : <p data-part="reply">{turn.reply}</p>}
          {waits && (
            <Label isCompact status="info" className={styles.waits ?? ''} data-part="waits">
              Waiting for your answer
            </Label>
          )}
        </div>
      )}
      {turn.problem !== null && (
        <Alert isInline isPlain variant="danger" title={turn.problem.text} data-problem={turn.problem.code} />
      )}
    </li>
  )
}

function Byline({
  agent,
  turn,
  onDownload,
}: {
  readonly agent: Role | null
  readonly turn: Turn
  readonly onDownload: (() => void) | null
}) {
  return (
    <div className={styles.byline}>
      <span>{agent === null ? 'Pizza shop' : roleName(agent)}</span>
      {turn.phase === 'speaking' && (
        <span className={styles.speaking}>
          <i />
          <i />
          <i />
          <span className="pf-v6-screen-reader">speaking</span>
        </span>
      )}
      {turn.phase === 'interrupted' && (
        <Label isCompact variant="outline">
          {turn.heard === null ? 'interrupted' : `interrupted after ${readableMs(turn.heard.playedMs)}`}
        </Label>
      )}
      {onDownload !== null && (
        <Button
          className={styles.download ?? ''}
          variant="plain"
          size="sm"
          aria-label={`Download reply ${turn.key} as a WAV file`}
          title="Download as a WAV file"
          icon={<DownloadIcon />}
          onClick={onDownload}
          data-part="download"
        />
      )}
    </div>
  )
}

function Dots({ label }: { readonly label: string }) {
  return (
    <span className={styles.dots} role="img" aria-label={label}>
      <i />
      <i />
      <i />
    </span>
  )
}
