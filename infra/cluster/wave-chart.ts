// SPDX-License-Identifier: Apache-2.0
import { Chart, type Construct } from './kubernetes.ts'
import type { WaveName } from './waves.ts'

/** Label value by which everything this kit made is found again. */
export const MANAGED_BY = 'voice-agent-workshop-kit'

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
      labels: { 'app.kubernetes.io/part-of': workshop, 'app.kubernetes.io/managed-by': MANAGED_BY },
    })
  }
}
