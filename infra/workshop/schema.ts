// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { databaseSchema, sourceSchema } from './app-schema.ts'
import { awsSchema } from './aws-schema.ts'
import { imagesSchema, operatorsSchema } from './cluster-schema.ts'
import { modelsSchema } from './models-schema.ts'
import { identitySchema } from './people-schema.ts'

/** What `workshop.yaml` says, as people write it: all but `name` and `attendees` may be left out. */
export const workshopSchema = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$/,
        'at most 15 small letters, digits and dashes, a letter first (it becomes a domain prefix)',
      )
      .describe('Name of the workshop, of its cluster and of its domain: voice-lab'),
    attendees: z.int().min(1).max(10_000).describe('How many people take part'),
    schedule: z
      .strictObject({
        start: z.iso.datetime({ offset: true }).optional().describe('When the class begins: 2026-12-01T09:00:00+01:00'),
        end: z.iso.datetime({ offset: true }).describe('When everything is taken down: 2026-12-01T18:00:00+01:00'),
      })
      .refine(({ start, end }) => start === undefined || Date.parse(start) < Date.parse(end), {
        path: ['end'],
        message: 'a time after schedule.start',
      })
      .optional()
      .describe('When the class is. A deployment needs an end; a plan without one counts whole days'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as us-east-2')
      .default('us-east-2')
      .describe('AWS region'),
    cluster: z
      .strictObject({
        existing: z.boolean().default(false).describe('True: there is an OpenShift cluster already, and none is made'),
        openshift: z
          .string()
          .regex(
            /^4\.(19|2[0-2])(\.\d+)?$/,
            "OpenShift '4.19' to '4.22' in quotes, or a release of them such as '4.20.11'",
          )
          .default('4.20')
          .describe('OpenShift version; the GPU operator channel follows it'),
        openshiftAi: z.enum(['3.5', '3.4']).default('3.5').describe('OpenShift AI version'),
        domain: z.string().min(1).optional().describe('Apps domain of an existing cluster'),
        certificate: z
          .string()
          .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'the name of a Secret')
          .default('router-certs-default')
          .describe("Secret in openshift-ingress with the router's certificate; models as a service uses it"),
      })
      .prefault({})
      .describe('The OpenShift cluster'),
    gpu: z
      .strictObject({
        instance: z.string().min(1).default('p5en.48xlarge').describe('EC2 instance type of the GPU nodes'),
        nodes: z
          .int()
          .min(1)
          .max(5_000)
          .optional()
          .describe('At most so many GPU nodes; as many as needed if left out'),
        reservation: z
          .string()
          .regex(/^cr-[0-9a-f]{8,17}$/, 'a capacity reservation such as cr-0123456789abcdef0')
          .optional()
          .describe('Capacity reservation or Capacity Block to take the nodes from'),
      })
      .prefault({})
      .describe('The GPU nodes'),
    models: modelsSchema.prefault({}),
    load: z
      .strictObject({
        talkShare: z
          .number()
          .gt(0)
          .max(1)
          .default(0.3)
          .describe('Share of the class that an attendee spends talking with the agent'),
        personSpeaks: z.number().gt(0).lt(1).default(0.35).describe('Share of such a talk in which the person speaks'),
        agentThinks: z.number().gt(0).lt(1).default(0.15).describe('Share of it in which the agent thinks'),
        agentSpeaks: z.number().gt(0).lt(1).default(0.5).describe('Share of it in which the agent speaks'),
        waitBound: z
          .number()
          .gt(0)
          .lt(1)
          .default(0.05)
          .describe('A request may find every slice busy with at most this chance'),
      })
      .refine((load) => load.personSpeaks + load.agentThinks + load.agentSpeaks <= 1 + 1e-9, {
        path: ['agentSpeaks'],
        message: 'personSpeaks, agentThinks and agentSpeaks together at most 1: they share one conversation',
      })
      .prefault({})
      .describe('How much an attendee asks of the models. Assumptions, not measurements'),
    attendeesServe: z
      .enum(['tts', 'stt', 'none'])
      .default('tts')
      .describe('Model that attendees serve themselves in a lab, in teams, on the slices that are left'),
    outside: z
      .boolean()
      .default(true)
      .describe('Routes for the models, so that an app on a laptop reaches them with a token'),
    guardrails: z.boolean().default(false).describe('Serve the content-safety model and switch the rails on'),
    observability: z.boolean().default(false).describe('Install the observability operators'),
    maas: z
      .boolean()
      .default(false)
      .describe('Models as a service; off: the agent model is reached with a ServiceAccount token'),
    aws: awsSchema.prefault({}),
    identity: identitySchema.prefault({}),
    source: sourceSchema.optional(),
    database: databaseSchema,
    operators: operatorsSchema.prefault({}),
    images: imagesSchema.prefault({}),
    budget: z
      .strictObject({ usd: z.number().positive().describe('US dollars for the whole workshop') })
      .optional()
      .describe('What it may cost; a plan above it says no'),
  })
  .refine(({ identity, attendees }) => identity.users === undefined || identity.users.length === attendees, {
    path: ['identity', 'users'],
    message: 'as many logins as attendees',
  })
  .describe('A workshop: one file from which the cluster, the models and the cards of the attendees are made')

/** What a file may hold. */
export type WorkshopInput = z.input<typeof workshopSchema>
/** A workshop with every default filled in. */
export type Workshop = z.output<typeof workshopSchema>
