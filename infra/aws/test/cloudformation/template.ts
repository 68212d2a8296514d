// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  DeletionPolicy: z.string().default('Delete'),
})

/** A CloudFormation template, as far as the order of its resources and their values go. */
export const templateSchema = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown() })).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
})
export type Template = z.output<typeof templateSchema>
export type TemplateResource = z.output<typeof resource>
