// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef } from 'react'
import styles from './level-meter.module.css'

export interface LevelMeterProps {
  readonly isOpen: boolean
  /** Root mean square of the last 20 ms, 0 to 1. */
  readonly level: () => number
}

/** Softer than this is an empty meter, and full scale a full one, in dB. */
const EMPTY_DB = -60

/** Whether the microphone hears anything at all: in dB, as sound engineers read it, drawn past React. */
export function LevelMeter({ isOpen, level }: LevelMeterProps) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!isOpen) return
    let shown = 0
    let request = requestAnimationFrame(function draw() {
      const db = 20 * Math.log10(Math.max(level(), 1e-6))
      shown = Math.max(Math.min(1, 1 - db / EMPTY_DB), shown - 0.02, 0)
      bar.current?.style.setProperty('--level', shown.toFixed(3))
      request = requestAnimationFrame(draw)
    })
    return () => cancelAnimationFrame(request)
  }, [isOpen, level])
  return (
    <span className={styles.meter} data-open={isOpen} aria-hidden="true">
      <span ref={bar} className={styles.bar} data-part="level" />
    </span>
  )
}
