// SPDX-License-Identifier: Apache-2.0

import { FormSelect, FormSelectOption } from '@patternfly/react-core'

export interface PlayoutChoiceProps {
  /** What must wait before playback starts; null: as much as will last. */
  readonly prebufferMs: number | null
  readonly onPrebuffer: (prebufferMs: number | null) => void
}

/** 300 ms is what the published demo waits, whatever the GPU. */
const FIXED_MS = [100, 300, 500]

/** When playback starts: by the rule that sees what is coming, or after a fixed time, to hear the difference. */
export function PlayoutChoice({ prebufferMs, onPrebuffer }: PlayoutChoiceProps) {
  return (
    <div>
      <label htmlFor="playout">Prebuffer</label>
      <FormSelect
        id="playout"
        value={prebufferMs ?? ''}
        onChange={(_event, value) => onPrebuffer(value === '' ? null : Number(value))}
      >
        <FormSelectOption value="" label="Adaptive" />
        {FIXED_MS.map((ms) => (
          <FormSelectOption key={ms} value={ms} label={`Fixed ${ms} ms`} />
        ))}
      </FormSelect>
    </div>
  )
}
