// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** A structural schema, as a CustomResourceDefinition holds it. */
export interface StructuralSchema {
  readonly type?: string | undefined
  readonly properties?: Readonly<Record<string, StructuralSchema>> | undefined
  readonly additionalProperties?: boolean | StructuralSchema | undefined
  readonly items?: StructuralSchema | undefined
  readonly required?: readonly string[] | undefined
  readonly default?: unknown
  readonly nullable?: boolean | undefined
  readonly 'x-kubernetes-int-or-string'?: boolean | undefined
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean | undefined
  readonly 'x-kubernetes-embedded-resource'?: boolean | undefined
  readonly 'x-kubernetes-validations'?: readonly CelRule[] | undefined
  readonly [keyword: string]: unknown
}

/** One rule of `x-kubernetes-validations`. */
export interface CelRule {
  readonly rule: string
  readonly message?: string | undefined
}

const schemaSchema: z.ZodType<StructuralSchema> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    additionalProperties: z.union([z.boolean(), schemaSchema]).optional(),
    items: schemaSchema.optional(),
    required: z.array(z.string()).optional(),
    nullable: z.boolean().optional(),
    'x-kubernetes-int-or-string': z.boolean().optional(),
    'x-kubernetes-preserve-unknown-fields': z.boolean().optional(),
    'x-kubernetes-embedded-resource': z.boolean().optional(),
    'x-kubernetes-validations': z.array(z.looseObject({ rule: z.string(), message: z.string().optional() })).optional(),
  }),
)

/** What is read of a CustomResourceDefinition. */
export const crdSchema = z.looseObject({
  kind: z.literal('CustomResourceDefinition'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    group: z.string(),
    names: z.looseObject({ kind: z.string() }),
    scope: z.enum(['Namespaced', 'Cluster']),
    versions: z.array(
      z.looseObject({
        name: z.string(),
        served: z.boolean(),
        schema: z.looseObject({ openAPIV3Schema: schemaSchema }).optional(),
      }),
    ),
  }),
})
export type Crd = z.output<typeof crdSchema>

/** One served version of a kind. */
export interface KindSchema {
  /** `gateway.networking.k8s.io/v1/Gateway`. */
  readonly key: string
  readonly scope: 'Namespaced' | 'Cluster'
  readonly schema: StructuralSchema
}

/** The served versions of a definition. */
export function kindsOf({ spec }: Crd): KindSchema[] {
  return spec.versions.flatMap(({ name, served, schema }) =>
    served && schema !== undefined
      ? [{ key: `${spec.group}/${name}/${spec.names.kind}`, scope: spec.scope, schema: schema.openAPIV3Schema }]
      : [],
  )
}
