// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'
import type { Slots } from './shop/acts.ts'
import { wishWords } from './shop/topping-wishes.ts'
import { understand } from './shop/understand.ts'

interface JsonSchema {
  readonly type?: string | readonly string[] | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly items?: JsonSchema | undefined
  readonly anyOf?: readonly JsonSchema[] | undefined
  readonly minimum?: number | undefined
  readonly minItems?: number | undefined
  readonly minLength?: number | undefined
}

const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).optional(),
    minimum: z.number().optional(),
    minItems: z.number().optional(),
    minLength: z.number().optional(),
  }),
)

/** A value that fits a JSON schema, filled with what an utterance says about pizzas where the names tell. */
export function answerInSchema(schema: unknown, words: string): unknown {
  const acts = understand(words)
  const slots = acts.flatMap((act) =>
    act.kind === 'add' || act.kind === 'fragment' ? [act.slots] : act.kind === 'change' ? [act.set] : [],
  )[0]
  const parsed = jsonSchema.safeParse(schema)
  if (!parsed.success) return slots ? known(slots) : {}
  return fill(parsed.data, '', slots ? known(slots) : {}, words)
}

function known({ pizza, size, quantity, toppings }: Slots): Record<string, unknown> {
  return { pizza, pizza_type: pizza, size, quantity: quantity ?? 1, toppings: toppings.map(wishWords) }
}

function fill(schema: JsonSchema, name: string, facts: Readonly<Record<string, unknown>>, words: string): unknown {
  if (schema.const !== undefined) return schema.const
  const fact = facts[name]
  if (schema.enum)
    return schema.enum.find((value) => String(value).toLowerCase() === String(fact).toLowerCase()) ?? schema.enum[0]
  if (schema.anyOf?.[0]) return fill(schema.anyOf[0], name, facts, words)
  const type =
    typeof schema.type === 'string' ? schema.type : (schema.type?.[0] ?? (schema.properties ? 'object' : 'string'))
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
          const wanted = schema.required?.includes(key) || facts[key] !== undefined
          return wanted ? [[key, fill(part, key, facts, words)]] : []
        }),
      )
    case 'array': {
      if (Array.isArray(fact)) return fact
      return Array.from({ length: schema.minItems ?? 0 }, () => fill(schema.items ?? {}, '', facts, words))
    }
    case 'integer':
    case 'number':
      return typeof fact === 'number' ? fact : (schema.minimum ?? 0)
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return typeof fact === 'string' ? fact : words.slice(0, 200).padEnd(schema.minLength ?? 0, ' ')
  }
}
