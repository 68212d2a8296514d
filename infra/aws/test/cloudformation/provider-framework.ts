// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { TestClock } from '../../ocm/test/test-clock.ts'
import type { AwsAccount, Live } from './aws-account.ts'

/** A Lambda that is there, with a role that is there. */
export interface Invocation {
  readonly roleArn: string
  readonly environment: Readonly<Record<string, string>>
}

/** The code of a custom resource's two handlers. */
export interface HandlerPair {
  onEvent(event: unknown, invocation: Invocation): Promise<unknown>
  isComplete(event: unknown, invocation: Invocation): Promise<unknown>
}

/** What CloudFormation sends. */
export interface CustomEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete'
  readonly LogicalResourceId: string
  readonly ResourceProperties: Readonly<Record<string, unknown>>
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>
  readonly PhysicalResourceId?: string
}

export type CustomAnswer =
  | { readonly status: 'SUCCESS'; readonly physicalId: string; readonly data: Record<string, unknown> }
  /** Without an id nothing is to be deleted: CDK's framework ignores the Delete that follows such a Create. */
  | { readonly status: 'FAILED'; readonly physicalId: string | undefined; readonly reason: string }

const lambda = z.looseObject({
  Role: z.string(),
  Timeout: z.coerce.number().default(3),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
})
const onEventAnswer = z.looseObject({ PhysicalResourceId: z.string().optional() }).nullish()
const isCompleteAnswer = z.looseObject({
  IsComplete: z.boolean(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
})

/** CloudFormation itself gives up after an hour, whatever the resource says. */
const MOST_TIMEOUT_S = 3600
/** Half as often as the real one, in half the time. */
const ASK_EVERY_MS = 60_000

/** Everything crosses between CloudFormation and the Lambdas as JSON, scalars of properties as strings. */
const asStrings = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asStrings)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asStrings(inner)]))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

/** A function with everything that it needs in order to run; throws where something of it is missing, as it would there. */
function runnable(account: AwsAccount, arn: string): { readonly live: Live; readonly invocation: Invocation } {
  const live = account.byArn(arn)
  if (live?.type !== 'AWS::Lambda::Function') throw new Error(`There is no function ${arn} (any more).`)
  const { Role: roleArn, Environment } = lambda.parse(live.properties)
  if (account.byArn(roleArn) === undefined) throw new Error(`The role ${roleArn} of ${arn} is gone.`)
  return { live, invocation: { roleArn, environment: Environment.Variables } }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/**
 * CDK's provider framework: its Lambda calls `onEvent`, its state machine asks `isComplete` until yes, an error, or the
 * time is up. Functions, roles and permissions have to be there at every single call.
 */
export async function runCustomResource(
  account: AwsAccount,
  clock: TestClock,
  handlers: HandlerPair,
  event: CustomEvent,
  everyAsk: () => void,
): Promise<CustomAnswer> {
  const { ServiceToken: token, ServiceTimeout: timeoutS } = z
    .looseObject({
      ServiceToken: z.string(),
      ServiceTimeout: z.coerce.number().max(MOST_TIMEOUT_S).default(MOST_TIMEOUT_S),
    })
    .parse(event.ResourceProperties)
  const untilMs = clock.nowMs() + timeoutS * 1000
  let physicalId = event.PhysicalResourceId

  const call = async (which: 'USER_ON_EVENT_FUNCTION_ARN' | 'USER_IS_COMPLETE_FUNCTION_ARN', payload: unknown) => {
    const framework = runnable(account, token)
    const arn = z.string().parse(framework.invocation.environment[which])
    const handler = runnable(account, arn)
    if (!account.allows(framework.invocation.roleArn, 'lambda:InvokeFunction', arn))
      throw new Error(`${framework.invocation.roleArn} may not invoke ${arn}.`)
    const act = which === 'USER_ON_EVENT_FUNCTION_ARN' ? handlers.onEvent : handlers.isComplete
    return overTheWire(await act(overTheWire(payload), handler.invocation))
  }

  try {
    const sent = { ...event, ResourceProperties: asStrings(event.ResourceProperties) }
    const begun = onEventAnswer.parse(await call('USER_ON_EVENT_FUNCTION_ARN', sent)) ?? {}
    if (event.RequestType === 'Delete' && begun.PhysicalResourceId !== physicalId)
      throw new Error('DELETE: cannot change the physical resource ID')
    physicalId = begun.PhysicalResourceId ?? physicalId
    const going = { ...sent, ...begun }
    for (;;) {
      const answer = isCompleteAnswer.parse(await call('USER_IS_COMPLETE_FUNCTION_ARN', going))
      if (answer.IsComplete) {
        const data = answer.Data ?? {}
        if (JSON.stringify(data).length > 4096) throw new Error('Response object is too long.')
        return { status: 'SUCCESS', physicalId: answer.PhysicalResourceId ?? physicalId ?? '', data }
      }
      if (answer.Data !== undefined) throw new Error('"Data" is not allowed if "IsComplete" is "False"')
      if (clock.nowMs() >= untilMs)
        throw new Error('CloudFormation did not receive a response from your Custom Resource.')
      clock.advance(ASK_EVERY_MS)
      everyAsk()
    }
  } catch (error) {
    return { status: 'FAILED', physicalId, reason: messageOf(error) }
  }
}
