// SPDX-License-Identifier: Apache-2.0
import { Chart, type Construct } from './kubernetes.ts'
import { MANAGED_BY, MANAGED_BY_LABEL, PART_OF_LABEL } from './ownership.ts'
import type { WaveName } from './waves.ts'

/** Objects of one concern that are applied in one wave. All carry the names they are given, and the kit's labels. */
export class WaveChart extends Chart {
  /**
   * @param wave when its objects are applied
   * @param workshop the name of the workshop they belong to
   */
  constructor(
    scope: Construct,
    id: string,
    readonly wave: WaveName,
    workshop: string,
  ) {
    super(scope, id, {
      disableResourceNameHashes: true,
      labels: { [PART_OF_LABEL]: workshop, [MANAGED_BY_LABEL]: MANAGED_BY },
    })
  }
}
