// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod'

/** What the database's process tells the process that started it. */
export const embeddedMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), connectionString: z.string() }),
  z.object({ kind: z.literal('failed'), code: z.enum(['locked', 'failed']), message: z.string() }),
])

export type EmbeddedMessage = z.infer<typeof embeddedMessage>
