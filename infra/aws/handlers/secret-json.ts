// SPDX-License-Identifier: Apache-2.0
import type { z } from 'zod'
import { HandlerError } from './handler-error.ts'

/**
 * What a secret holds.
 * @param shape what it should look like, in words, for the error: the parser's own words may quote the secret
 * @throws HandlerError `BAD_SECRET`
 */
export function secretJson<Content>(text: string, schema: z.ZodType<Content>, arn: string, shape: string): Content {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new HandlerError('BAD_SECRET', `The secret ${arn} is not ${shape}.`)
  }
}
