// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { WAVES } from '#cluster/apply'

const text = z.string().min(1)

/** The way into a cluster: a secret with a token, or one with a password and the API to log in at. */
const way = {
  /** Secret with {@link clusterSecret} where `apiUrl` is left out, else with a `username` and a `password`. */
  secretArn: text,
  /** API of a cluster with a login page: `https://api.….openshiftapps.com:443`. */
  apiUrl: z.url().optional(),
}

/** `Custom::WorkshopWave`: one wave of manifests. {@link waveData} is what it returns. Its deletion does nothing. */
export const waveProperties = z.strictObject({
  ...way,
  wave: z.enum(WAVES.map(({ name }) => name)),
  /** The manifests, as JSON in S3. */
  bucket: text,
  key: text,
  /** Nodes of this EC2 type count as GPU nodes. Without any, nothing that needs a GPU is waited for. */
  gpuInstance: text,
  /** What happens when the time is up: `fail`, or `report` that it is late and go on. */
  whenLate: z.enum(['fail', 'report']),
  /** Changes when the wave is to be looked at again though its manifests are the same. */
  attempt: z.string().optional(),
})

/** `Fn::GetAtt` of a wave. The physical id is `wave-<name>`. */
export const waveData = z.strictObject({
  state: z.enum(['ready', 'late']),
  /** What is not there yet, in words; `-` where everything is. */
  note: text,
})

/** Secret that leads into an existing cluster. */
export const clusterSecret = z.object({
  server: z.url(),
  token: text,
  /** PEM of the authority that signed the API's certificate, where it is not a public one. */
  ca: text.optional(),
})

/** `Custom::WorkshopAttendees`: passwords for everybody, made once and kept in a secret. */
export const attendeesProperties = z.strictObject({
  /** A secret of the same stack. */
  secretArn: text,
  /** Logins, joined by commas: the 4 kB of a list would not do for a large class. */
  users: text,
})

/** `Fn::GetAtt` of the attendees' passwords. */
export const attendeesData = z.strictObject({
  /** Changes when somebody comes or goes. */
  version: text,
})

export type WaveProperties = z.output<typeof waveProperties>
export type WaveInput = z.input<typeof waveProperties>
export type AttendeesInput = z.input<typeof attendeesProperties>
