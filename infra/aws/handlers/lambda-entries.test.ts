// SPDX-License-Identifier: Apache-2.0
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { LambdaContext } from './lambda-world.ts'

const FOLDER = new URL('./lambda/', import.meta.url)
const context: LambdaContext = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-2:123456789012:function:handler',
  getRemainingTimeInMillis: () => 300_000,
}

const entry = z.custom<(event: unknown, context: LambdaContext) => Promise<unknown>>((it) => typeof it === 'function')
const resource = z.strictObject({ onEvent: entry, isComplete: entry })
const guard = z.strictObject({ handler: entry })

it.each(readdirSync(FOLDER))(
  '%s exports what its stack calls, and fails before it touches anything without a secret',
  async (file) => {
    const module = { ...(await import(new URL(file, FOLDER).href)) }
    const entries = Object.values(z.union([resource, guard]).parse(module))
    for (const act of entries)
      await expect(act({ RequestType: 'Create' }, context)).rejects.toThrow(/OCM_SECRET_ARN|invalid/i)
  },
)
