// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import { readableMs, type Stage, stagesOf } from '../conversation/latency.ts'
import type { Turn } from '../conversation/state.ts'
import styles from './latency-strip.module.css'

/** Where the time of the last turn went, from the customer's last word to the first sound of the answer. */
export function LatencyStrip({ turn }: { readonly turn: Turn | null }) {
  return (
    <Card isCompact component="section" aria-labelledby="latency">
      <CardTitle component="h2" id="latency">
        Last answer
      </CardTitle>
      <CardBody>
        {turn === null ? (
          <p className={styles.empty}>How long you waited, and for what, appears here after the first answer.</p>
        ) : (
          <Measured turn={turn} />
        )}
      </CardBody>
    </Card>
  )
}

function Measured({ turn }: { readonly turn: Turn }) {
  const { metrics, heard } = turn
  const heardMs = heard?.firstHeardMs ?? metrics?.heard_ms ?? null
  const stages = metrics === null ? [] : stagesOf(metrics, heardMs, turn.pauseMs)
  const wholeMs = Math.max(heardMs ?? 0, stages.at(-1)?.toMs ?? 0)
  return (
    <>
      {heardMs !== null && (
        <p className={styles.heard}>
          <strong data-part="heard">{readableMs(heardMs)}</strong>
          <span>from your last word to the first sound</span>
        </p>
      )}
      {stages.length > 0 && (
        <ol className={styles.stages}>
          {stages.map((stage) => (
            <Row key={stage.name} stage={stage} wholeMs={wholeMs} />
          ))}
        </ol>
      )}
      <dl className={styles.facts}>
        {heard !== null && <Fact name="heard" value={readableMs(heard.playedMs)} />}
        {heard !== null && (
          <Fact
            name="gaps"
            value={heard.underruns === 0 ? 'none' : `${heard.underruns} (${readableMs(heard.stalledMs)})`}
          />
        )}
      </dl>
    </>
  )
}

function Row({ stage: { name, what, fromMs, toMs }, wholeMs }: { readonly stage: Stage; readonly wholeMs: number }) {
  const share = (ms: number) => `${wholeMs === 0 ? 0 : (ms / wholeMs) * 100}%`
  return (
    <li className={styles.stage} title={what} data-stage={name.toLowerCase()}>
      <span>{name}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ marginInlineStart: share(fromMs), inlineSize: share(toMs - fromMs) }} />
      </span>
      <span className={styles.ms}>{readableMs(toMs - fromMs)}</span>
    </li>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
