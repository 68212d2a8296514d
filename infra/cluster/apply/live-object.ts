// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** An object as the cluster has it. */
export const LiveObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    generation: z.number().optional(),
    resourceVersion: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    finalizers: z.array(z.string()).optional(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
})
export type LiveObject = z.output<typeof LiveObject>

/** What names one object. */
export interface ObjectRef {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined }
}

/** An object in words: `Deployment voice-lab/higgs-audio`. */
export function wordsOf({ kind, metadata }: ObjectRef): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`
}

/** One of the conditions that controllers report. */
export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

const Conditions = z.looseObject({
  status: z.looseObject({
    conditions: z.array(
      z.looseObject({
        type: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
  }),
})

/** The conditions of an object; none while its controller has not looked at it. */
export function conditionsOf(object: LiveObject): readonly Condition[] {
  const parsed = Conditions.safeParse(object)
  return parsed.success ? parsed.data.status.conditions : []
}
