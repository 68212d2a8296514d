// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** Where the app and the guide come from when the cluster builds them. */
export const sourceSchema = z
  .strictObject({
    git: z
      .string()
      .regex(/^(https|ssh):\/\/\S+$/, 'an https:// or ssh:// URL of a Git repository that the cluster can reach')
      .describe('Git repository of this kit'),
    ref: z.string().min(1).default('main').describe('Branch, tag or commit'),
  })
  .describe('Where the cluster gets the source of app and guide; left out, ./kit build sends it this folder')

/** Where the app keeps conversations and orders. */
export const databaseSchema = z
  .enum(['cluster', 'managed'])
  .default('cluster')
  .describe("Postgres of the app. cluster: a small one beside it; managed: one you have, by the secret's DATABASE_URL")
