// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { workshopSchema } from './schema.ts'

const node = z.looseObject({
  type: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
})

/** The JSON Schema of `workshop.yaml`, for editors. */
export function workshopJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(workshopSchema, { io: 'input' }),
    $id: 'workshop.schema.json',
    title: 'workshop.yaml of the voice agent workshop kit',
  }
}

/** What the schema says about a path; nothing where the path leads nowhere. */
function nodeAt(path: readonly PropertyKey[]): z.infer<typeof node> | undefined {
  let at = node.parse(workshopJsonSchema())
  for (const key of path) {
    const below = node.safeParse(at.properties?.[String(key)])
    if (!below.success) return undefined
    at = below.data
  }
  return at
}

/** The keys that are known below a path; none where the path leads nowhere. */
export function keysAt(path: readonly PropertyKey[]): string[] {
  return Object.keys(nodeAt(path)?.properties ?? {})
}

/** The numbers a path takes, in words: `a whole number from 1 to 10000`; nothing where it takes none. */
export function numbersAt(path: readonly PropertyKey[]): string | undefined {
  const at = nodeAt(path)
  if (at?.type !== 'integer' && at?.type !== 'number') return undefined
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = at
  const least = minimum === undefined ? `above ${exclusiveMinimum ?? 0}` : `from ${minimum}`
  const most =
    maximum === undefined ? (exclusiveMaximum === undefined ? '' : ` and below ${exclusiveMaximum}`) : ` to ${maximum}`
  return `a ${at.type === 'integer' ? 'whole ' : ''}number ${least}${most}`
}
