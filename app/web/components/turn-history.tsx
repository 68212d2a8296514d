// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import { readableMs } from '../conversation/latency.ts'
import type { Turn } from '../conversation/state.ts'
import { readableGenX } from './gen-x-scale.ts'
import styles from './turn-history.module.css'

/** As many as an instructor scrolls through. */
const SHOWN = 50

/** What each answer so far was like, the newest first. */
export function TurnHistory({ turns }: { readonly turns: readonly Turn[] }) {
  const measured = turns.filter(({ heard, metrics }) => heard !== null || metrics !== null)
  if (measured.length === 0) return null
  const longestMs = Math.max(...measured.map((turn) => waitOf(turn) ?? 0))
  return (
    <Card isCompact component="section" aria-labelledby="history">
      <CardTitle component="h2" id="history">
        History
      </CardTitle>
      <CardBody>
        <table className={styles.history}>
          <thead>
            <tr>
              <th scope="col">Turn</th>
              <th scope="col">Waited</th>
              <th scope="col">gen-x</th>
              <th scope="col">Gaps</th>
            </tr>
          </thead>
          <tbody>
            {measured
              .slice(-SHOWN)
              .reverse()
              .map((turn) => (
                <Row key={turn.key} turn={turn} longestMs={longestMs} />
              ))}
          </tbody>
        </table>
      </CardBody>
    </Card>
  )
}

function Row({ turn, longestMs }: { readonly turn: Turn; readonly longestMs: number }) {
  const waitedMs = waitOf(turn)
  return (
    <tr data-part="past-turn">
      <th scope="row" title={turn.text ?? undefined}>
        {turn.key}
      </th>
      <td className={styles.waited}>
        {waitedMs === null ? (
          'n/a'
        ) : (
          <>
            <span className={styles.bar} style={{ inlineSize: `${(waitedMs / longestMs) * 55}%` }} aria-hidden="true" />
            {readableMs(waitedMs)}
          </>
        )}
      </td>
      <td>{turn.genX === null ? 'n/a' : readableGenX(turn.genX)}</td>
      <td>{turn.heard === null ? 'n/a' : turn.heard.underruns}</td>
    </tr>
  )
}

/** From the last word to the first sound. */
function waitOf({ heard, metrics }: Turn): number | null {
  return heard?.firstHeardMs ?? metrics?.heard_ms ?? null
}
