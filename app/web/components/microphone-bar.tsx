// SPDX-License-Identifier: Apache-2.0

import { FormSelect, FormSelectOption, Switch } from '@patternfly/react-core'
import type { Listening, MicrophoneState } from '../conversation/state.ts'
import { LevelMeter } from './level-meter.tsx'
import styles from './microphone-bar.module.css'

export interface MicrophoneBarProps {
  readonly microphone: MicrophoneState
  readonly listening: Listening
  /** How loud the microphone is right now, 0 to 1. */
  readonly level: () => number
  readonly onHandsFree: (handsFree: boolean) => void
  readonly onChoose: (id: string | null) => void
  readonly onDetector: (detector: Listening['detector']) => void
}

/** How the microphone is used, which one, and whether it hears anything. */
export function MicrophoneBar({ microphone, listening, level, onHandsFree, onChoose, onDetector }: MicrophoneBarProps) {
  const { handsFree, microphones, microphoneId, detector } = listening
  const isOpen = microphone === 'armed' || microphone === 'on'
  const isGone = microphoneId !== null && microphones.length > 0 && !microphones.some(({ id }) => id === microphoneId)
  return (
    <div className={styles.bar}>
      <Switch
        id="hands-free"
        label="Hands-free"
        isChecked={handsFree}
        onChange={(_event, checked) => onHandsFree(checked)}
      />
      {microphones.length > 0 && (
        <FormSelect
          className={styles.choice ?? ''}
          aria-label="Microphone"
          value={microphoneId ?? ''}
          onChange={(_event, id) => onChoose(id === '' ? null : id)}
        >
          <FormSelectOption value="" label="System microphone" />
          {microphones.map(({ id, name }) => (
            <FormSelectOption key={id} value={id} label={name} />
          ))}
          {isGone && <FormSelectOption value={microphoneId} label="(unplugged)" />}
        </FormSelect>
      )}
      {handsFree && (
        <FormSelect
          className={styles.choice ?? ''}
          aria-label="What notices speech"
          value={detector}
          onChange={(_event, value) => onDetector(value === 'silero' ? 'silero' : 'pitch')}
        >
          <FormSelectOption value="pitch" label="Notice by pitch" />
          <FormSelectOption value="silero" label="Notice by Silero (17 MB)" />
        </FormSelect>
      )}
      <LevelMeter isOpen={isOpen} level={level} />
    </div>
  )
}
