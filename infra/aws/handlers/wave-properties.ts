// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { manifestSchema, WAVES } from '#cluster/apply'

const text = z.string().min(1)
const waveName = z.enum(WAVES.map(({ name }) => name))

/** `Custom::WorkshopWave`: one wave of manifests. {@link waveData} is what it returns. Its deletion does nothing. */
export const waveProperties = z.strictObject({
  owner: text,
  /** Secret with {@link clusterSecret} where `apiUrl` is left out, else with {@link loginSecret}. */
  secretArn: text,
  /** API of a cluster with a login page: `https://api.….openshiftapps.com:443`. */
  apiUrl: z.url().optional(),
  /** Name of the workshop: everything it makes on a cluster is labelled so. */
  workshop: text,
  /** Name of the secret with a token of Hugging Face. */
  huggingFaceSecret: text,
  wave: waveName,
  /** The manifests, {@link waveFile} in S3. */
  bucket: text,
  key: text,
  /** Nodes of this EC2 type count as GPU nodes. Without any, nothing that needs a GPU is waited for. */
  gpuInstance: text,
  /**
   * What happens when the time is up: `fail`, or `report` that it is late and go on. `report-now` does not even wait: what
   * is missing comes from a person.
   */
  whenLate: z.enum(['fail', 'report', 'report-now']),
  /** Changes when the wave is to be looked at again though its manifests are the same. */
  attempt: z.string().optional(),
})

/** `Fn::GetAtt` of a wave. The physical id is `<wave>/applied`, or `<wave>/begun` where the cluster was not yet ready for it. */
export const waveData = z.strictObject({
  state: z.enum(['ready', 'late']),
  /** What is not there yet, in words; `-` where everything is. */
  note: text,
})

/** What lies in S3. */
export const waveFile = z.strictObject({
  name: waveName,
  objects: z.array(manifestSchema),
  /** Secrets that are made on the cluster, by their keys; their values stand in no file. */
  secrets: z.array(
    z.strictObject({ namespace: text, name: text, keys: z.array(text), optional: z.literal(true).optional() }),
  ),
  /** Layouts for GPU nodes that do not bring the label: those of a cluster that was there. */
  layouts: z.array(z.strictObject({ migConfig: text.nullable(), nodes: z.int() })).nullable(),
})

/** Secret with which one logs in at a cluster. */
export const loginSecret = z.object({ username: text, password: text })

/** Secret that leads into an existing cluster. */
export const clusterSecret = z.object({
  server: z.url(),
  token: text,
  /** PEM of the authority that signed the API's certificate, where it is not a public one. */
  ca: text.optional(),
})

/** `Custom::WorkshopAttendees`: passwords for everybody, made once and kept in a secret. */
export const attendeesProperties = z.strictObject({
  owner: text,
  /** A secret of the same stack. */
  secretArn: text,
  /** Logins, joined by commas. */
  users: text.transform((users) => users.split(',')),
})

/** `Fn::GetAtt` of the attendees' passwords. */
export const attendeesData = z.strictObject({
  /** Changes when somebody comes or goes. */
  version: text,
})

export type WaveProperties = z.output<typeof waveProperties>
export type WaveInput = z.input<typeof waveProperties>
export type WaveFile = z.output<typeof waveFile>
export type AttendeesProperties = z.output<typeof attendeesProperties>
export type AttendeesInput = z.input<typeof attendeesProperties>
