// SPDX-License-Identifier: Apache-2.0
import type { Clock, OcmClient, Redactor } from '../ocm/index.ts'

/** A capacity reservation as EC2 has it. */
export interface Reservation {
  /** `active`, `scheduled`, `expired`, `payment-pending`, … */
  readonly state: string
  readonly instanceType: string
  readonly zone: string
  readonly instances: number
  /** ISO 8601; null where EC2 does not say. */
  readonly begins: string | null
  readonly ends: string | null
}

/** Everything outside that a handler needs. Handed over, so that a test can be the world. */
export interface HandlerWorld {
  readonly ocm: OcmClient
  /** Text of a secret. It is hidden from every log and error from then on. */
  readonly readSecret: (arn: string) => Promise<string>
  /** Null where there is none of that id. */
  readonly reservation: (id: string) => Promise<Reservation | null>
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly redactor: Redactor
  /** Already free of secrets. */
  readonly log: (line: string) => void
  /** The AWS account that the handler runs in. */
  readonly account: string
}
