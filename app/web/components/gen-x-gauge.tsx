// SPDX-License-Identifier: Apache-2.0

import { Card, CardBody, CardTitle } from '@patternfly/react-core'
import { useEffect, useRef } from 'react'
import type { ModelInfo } from '#core/protocol'
import { readableMs } from '../conversation/latency.ts'
import type { Turn } from '../conversation/state.ts'
import type { PlaybackView } from '../playback/playback.ts'
import { GenXDial, needleAngle } from './gen-x-dial.tsx'
import styles from './gen-x-gauge.module.css'
import { GenXHistory } from './gen-x-history.tsx'
import { placeOnScale, readableGenX, ZONE_WORDS, zoneOf } from './gen-x-scale.ts'
import { PlayoutChoice } from './playout-choice.tsx'
import { RehearseGpu } from './rehearse-gpu.tsx'

export interface GenXGaugeProps {
  readonly turns: readonly Turn[]
  /** Playback right now; null without a loudspeaker. */
  readonly view: () => PlaybackView | null
  readonly voice: ModelInfo | null
  readonly rehearsedGenX: number | null
  readonly onRehearse: (genX: number | null) => void
  /** What must wait before playback starts; null: as much as will last. */
  readonly prebufferMs: number | null
  readonly onPrebuffer: (prebufferMs: number | null) => void
}

/** Four times a second is as often as anybody reads a number. */
const REDRAW_MS = 250

/** The buffer bar is full with as much as the server usually sends ahead. */
const FULL_BUFFER_MS = 4_000

/** How fast the voice is made, now and for each past reply, and what that does to playback. */
export function GenXGauge(props: GenXGaugeProps) {
  const { turns, view, voice, rehearsedGenX, onRehearse, prebufferMs, onPrebuffer } = props
  const measured = turns.flatMap(({ key, text, genX }) => (genX === null ? [] : [{ key, text, genX }]))
  const lastGenX = measured.at(-1)?.genX ?? null
  return (
    <Card isCompact component="section" aria-labelledby="gen-x">
      <CardTitle component="h2" id="gen-x">
        gen-x
      </CardTitle>
      <CardBody>
        <Needle lastGenX={lastGenX} view={view} />
        <GenXHistory replies={measured} />
        <div className={styles.choices}>
          <RehearseGpu voice={voice} rehearsedGenX={rehearsedGenX} onRehearse={onRehearse} />
          <PlayoutChoice prebufferMs={prebufferMs} onPrebuffer={onPrebuffer} />
        </div>
      </CardBody>
    </Card>
  )
}

const NOT_MEASURED = 'Measured with the first reply'

/** What moves while speech arrives is drawn past React. */
function Needle({ lastGenX, view }: { readonly lastGenX: number | null; readonly view: GenXGaugeProps['view'] }) {
  const hand = useRef<SVGGElement>(null)
  const number = useRef<HTMLElement>(null)
  const verdict = useRef<HTMLParagraphElement>(null)
  const buffer = useRef<HTMLSpanElement>(null)
  const bufferMs = useRef<HTMLElement>(null)
  const underruns = useRef<HTMLElement>(null)
  useEffect(() => {
    const draw = () => {
      const now = view()
      const genX = now?.genX ?? lastGenX
      hand.current?.style.setProperty('--needle', `${needleAngle(genX === null ? 0 : placeOnScale(genX))}deg`)
      if (number.current !== null) {
        number.current.textContent = genX === null ? '–' : readableGenX(genX)
        number.current.dataset.live = String(now?.genX != null)
      }
      if (verdict.current !== null) {
        verdict.current.textContent = genX === null ? NOT_MEASURED : ZONE_WORDS[zoneOf(genX)]
        verdict.current.dataset.zone = genX === null ? 'none' : zoneOf(genX)
      }
      if (now === null) return
      const share = (ms: number) => `${Math.min(1, ms / FULL_BUFFER_MS) * 100}%`
      buffer.current?.style.setProperty('--filled', share(now.bufferedMs))
      if (buffer.current !== null) buffer.current.dataset.playback = now.phase
      if (bufferMs.current !== null) bufferMs.current.textContent = readableMs(now.bufferedMs)
      if (underruns.current !== null) underruns.current.textContent = String(now.underruns)
    }
    draw()
    const timer = setInterval(draw, REDRAW_MS)
    return () => clearInterval(timer)
  }, [lastGenX, view])
  return (
    <>
      <div className={styles.gauge}>
        <GenXDial needle={hand} isMeasured={lastGenX !== null} />
        <div className={styles.reading}>
          <strong ref={number} data-part="gen-x">
            –
          </strong>
          <span>as fast as speech</span>
          <p ref={verdict} className={styles.verdict} data-part="verdict">
            {NOT_MEASURED}
          </p>
        </div>
      </div>
      <dl className={styles.playback}>
        <dt>Buffer</dt>
        <dd className={styles.filled}>
          <span ref={buffer} className={styles.buffer} data-part="buffer" aria-hidden="true">
            <i />
          </span>
          <b ref={bufferMs} className={styles.number}>
            0 ms
          </b>
        </dd>
        <dt title="Since the page was opened">Gaps</dt>
        <dd>
          <b ref={underruns} data-part="underruns">
            0
          </b>
        </dd>
      </dl>
    </>
  )
}
