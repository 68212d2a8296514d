// SPDX-License-Identifier: Apache-2.0
import { HandlerError } from './handler-error.ts'
import type { NodePoolProperties } from './properties.ts'
import type { HandlerWorld, Reservation } from './world.ts'

const RUN_AGAIN = "run 'npx cdk deploy --all' again"

/** What to do about a reservation that is there and cannot be used now. */
function advice(id: string, { state, begins, ends }: Reservation): string {
  switch (state) {
    case 'scheduled':
      return `${id} is scheduled and begins ${begins ?? 'later'}: ${RUN_AGAIN} then.`
    case 'payment-pending':
    case 'pending':
    case 'assessing':
      return `${id} is '${state}': ${RUN_AGAIN} once it is active.`
    default:
      return `${id} is '${state}'${ends === null ? '' : ` since ${ends}`} and will not come back: give another one as gpu.reservation, then ${RUN_AGAIN}.`
  }
}

/**
 * Whether GPU nodes can be had now: null where they can, else what to do. Throws `WRONG_RESERVATION` where waiting would
 * not help, `NOT_ACTIVE` where the resource is to fail.
 */
export async function notYet(properties: NodePoolProperties, { reservation }: HandlerWorld): Promise<string | null> {
  const { reservationId: id, instanceType, replicas, whenInactive } = properties
  if (id === undefined) return null
  const found = await reservation(id)
  if (found === null)
    throw new HandlerError('WRONG_RESERVATION', `There is no capacity reservation ${id} in this account and region.`)
  if (found.instanceType !== instanceType)
    throw new HandlerError(
      'WRONG_RESERVATION',
      `${id} is for ${found.instanceType}, and the pool is of ${instanceType}.`,
    )
  if (found.state === 'active') {
    if (found.instances >= replicas) return null
    throw new HandlerError(
      'WRONG_RESERVATION',
      `${id} holds ${found.instances} instances, and the pool has ${replicas} nodes. Plan with gpu.nodes: ${found.instances}.`,
    )
  }
  const what = `No GPU nodes: ${advice(id, found)}`
  if (whenInactive === 'skip') return what
  throw new HandlerError('NOT_ACTIVE', what)
}
