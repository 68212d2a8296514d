// SPDX-License-Identifier: Apache-2.0

import type { RefObject } from 'react'
import { GEN_X_COMFORT, GEN_X_REAL_TIME } from '#core/gen-x'
import styles from './gen-x-dial.module.css'
import { GEN_X_MARKS, type GenXZone, placeOnScale } from './gen-x-scale.ts'

const CENTRE = { x: 120, y: 112 }
const RADIUS = 88
const LABEL_RADIUS = RADIUS + 20

/** A point on the dial; `place` is 0 at the left end and 1 at the right. */
function point(place: number, radius: number): { readonly x: number; readonly y: number } {
  const angle = Math.PI * (1 - place)
  return { x: round(CENTRE.x + radius * Math.cos(angle)), y: round(CENTRE.y - radius * Math.sin(angle)) }
}

const round = (value: number) => Math.round(value * 100) / 100

function arc(from: number, to: number): string {
  const start = point(from, RADIUS)
  const end = point(to, RADIUS)
  return `M${start.x} ${start.y} A${RADIUS} ${RADIUS} 0 0 1 ${end.x} ${end.y}`
}

/** Leaves a slit between two zones. */
const SLIT = 0.006

const ZONES: readonly { readonly zone: GenXZone; readonly path: string }[] = [
  { zone: 'gaps', path: arc(0, placeOnScale(GEN_X_REAL_TIME) - SLIT) },
  { zone: 'close', path: arc(placeOnScale(GEN_X_REAL_TIME) + SLIT, placeOnScale(GEN_X_COMFORT) - SLIT) },
  { zone: 'fine', path: arc(placeOnScale(GEN_X_COMFORT) + SLIT, 1) },
]

/** How far the needle is turned for a place on the dial, in degrees: upright is 0. */
export function needleAngle(place: number): number {
  return round(place * 180 - 90)
}

export interface GenXDialProps {
  /** Turned with `rotate`, about the foot of the needle, past React. */
  readonly needle: RefObject<SVGGElement | null>
  readonly isMeasured: boolean
}

/** The dial of the gauge: three zones, their thresholds, a needle. Words and numbers stand beside it. */
export function GenXDial({ needle, isMeasured }: GenXDialProps) {
  return (
    <svg className={styles.dial} viewBox="0 -6 240 130" aria-hidden="true">
      {ZONES.map(({ zone, path }) => (
        <path key={zone} d={path} className={styles.zone} data-zone={zone} />
      ))}
      {GEN_X_MARKS.map((mark) => {
        const { x, y } = point(placeOnScale(mark), LABEL_RADIUS)
        return (
          <text key={mark} x={x} y={y + 5} className={styles.mark}>
            {mark}
          </text>
        )
      })}
      <g transform={`translate(${CENTRE.x} ${CENTRE.y})`} data-measured={isMeasured} className={styles.needle}>
        <g ref={needle} className={styles.hand}>
          <path d="M-4 0 L-1 -74 L1 -74 L4 0 Z" />
        </g>
        <circle r="7" />
      </g>
    </svg>
  )
}
