// SPDX-License-Identifier: Apache-2.0

import { FormSelect, FormSelectOption } from '@patternfly/react-core'
import { REFERENCE_GPUS, typicalGenX } from '#core/gen-x'
import type { ModelInfo } from '#core/protocol'

export interface RehearseGpuProps {
  readonly voice: ModelInfo | null
  readonly rehearsedGenX: number | null
  readonly onRehearse: (genX: number | null) => void
}

/** Has the voice made as fast as a GPU would, so that one hears what its gen-x means; for a voice that can be paced. */
export function RehearseGpu({ voice, rehearsedGenX, onRehearse }: RehearseGpuProps) {
  if (voice === null || !Object.hasOwn(voice.options, 'gen_x')) return null
  return (
    <div>
      <label htmlFor="rehearse">Rehearse a GPU</label>
      <FormSelect
        id="rehearse"
        value={rehearsedGenX ?? ''}
        onChange={(_event, value) => onRehearse(value === '' ? null : Number(value))}
      >
        <FormSelectOption value="" label="None: full speed" />
        {REFERENCE_GPUS.map((gpu) => (
          <FormSelectOption key={gpu.id} value={typicalGenX(gpu)} label={`${typicalGenX(gpu)}× ${gpu.gpu}`} />
        ))}
      </FormSelect>
    </div>
  )
}
