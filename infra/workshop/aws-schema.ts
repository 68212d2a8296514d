// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { ROSA, WORKER_TYPES } from '#gpu'

const accountSchema = z.string().regex(/^\d{12}$/, "an AWS account of twelve digits in quotes, such as '123456789012'")

const secretSchema = (name: string, what: string) =>
  z
    .string()
    .regex(/^[\w/+=.@-]{1,256}$/, 'the name of a secret in AWS Secrets Manager, such as workshop-kit/ocm')
    .default(name)
    .describe(what)

const workerTypes = WORKER_TYPES.map(({ id }) => id)

/** What only a deployment to AWS needs to know. Everything may be left out. */
export const awsSchema = z
  .strictObject({
    account: accountSchema.optional().describe('AWS account; that of your credentials if left out'),
    billingAccount: accountSchema
      .optional()
      .describe('AWS account that pays for ROSA, linked at console.aws.amazon.com/rosa; the same one if left out'),
    zones: z
      .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'an availability zone such as us-east-2a'))
      .min(1)
      .max(3)
      .optional()
      .describe(
        'Availability zones of the network. The first one has the GPU nodes: that of the reservation. One zone, the first of the region, if left out',
      ),
    rolePrefix: z
      .string()
      .regex(/^[a-z][a-z0-9]{0,3}$/, 'at most four small letters and digits, a letter first')
      .optional()
      .describe('What the names of the IAM roles begin with; made from the name of the workshop if left out'),
    alarms: z
      .array(z.email({ error: 'an e-mail address' }))
      .max(10)
      .default([])
      .describe('Who is told when money runs out or something fails; each has to confirm a mail of AWS once'),
    workers: z
      .strictObject({
        instance: z.enum(workerTypes).default(ROSA.workers.type).describe('EC2 instance type'),
        count: z.int().min(2).max(50).default(ROSA.workers.count).describe('How many; ROSA wants at least two'),
      })
      .prefault({})
      .describe('The nodes without a GPU'),
    secrets: z
      .strictObject({
        ocm: secretSchema('workshop-kit/ocm', 'Service account of Red Hat: {"clientId": "…", "clientSecret": "…"}'),
        huggingFace: secretSchema('workshop-kit/hugging-face', 'Token of Hugging Face: {"token": "hf_…"}'),
        cluster: secretSchema(
          'workshop-kit/cluster',
          'Way into an existing cluster: {"server": "https://api…:6443", "token": "…", "ca": "PEM, if not public"}',
        ),
      })
      .prefault({})
      .describe('Names of secrets that you keep in AWS Secrets Manager'),
  })
  .describe('What a deployment to AWS needs')
