// SPDX-License-Identifier: Apache-2.0

import { GEN_X_COMFORT, GEN_X_REAL_TIME } from '#core/gen-x'
import styles from './gen-x-history.module.css'
import { placeOnScale, readableGenX, zoneOf } from './gen-x-scale.ts'

export interface MeasuredReply {
  readonly key: number
  readonly text: string | null
  readonly genX: number
}

/** As many replies as there is room for. */
const SHOWN = 16
const WIDTH = 240
const HEIGHT = 40
const PITCH = (WIDTH - 24) / SHOWN

/** gen-x of the replies so far, as bars, with the two thresholds across them. */
export function GenXHistory({ replies }: { readonly replies: readonly MeasuredReply[] }) {
  if (replies.length < 2) return null
  const shown = replies.slice(-SHOWN)
  const said = shown.map(({ genX }) => readableGenX(genX)).join(', ')
  return (
    <svg
      className={styles.history}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`gen-x of the last ${shown.length} replies: ${said}`}
    >
      {shown.map(({ key, text, genX }, index) => {
        const height = Math.max(2, placeOnScale(genX) * HEIGHT)
        return (
          <rect
            key={key}
            x={index * PITCH}
            y={HEIGHT - height}
            width={PITCH - 3}
            height={height}
            rx="2"
            className={styles.bar}
            data-zone={zoneOf(genX)}
          >
            <title>{`${readableGenX(genX)} ${text ?? ''}`}</title>
          </rect>
        )
      })}
      {[GEN_X_REAL_TIME, GEN_X_COMFORT].map((threshold) => {
        const y = HEIGHT - placeOnScale(threshold) * HEIGHT
        return (
          <g key={threshold}>
            <line x1="0" x2={WIDTH - 22} y1={y} y2={y} className={styles.threshold} />
            <text x={WIDTH - 18} y={y + 4} className={styles.mark}>
              {threshold.toFixed(1)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
