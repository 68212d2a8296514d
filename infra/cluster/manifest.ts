// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** A Kubernetes object as it goes over the wire. */
export const manifestSchema = z
  .looseObject({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    metadata: z.looseObject({
      name: z.string().min(1),
      /** Left out for cluster-scoped kinds. */
      namespace: z.string().min(1).optional(),
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    }),
  })
  .readonly()
export type Manifest = z.output<typeof manifestSchema>
