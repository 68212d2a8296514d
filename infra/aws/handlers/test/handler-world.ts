// SPDX-License-Identifier: Apache-2.0
import { createOcmClient, createRedactor } from '../../ocm/index.ts'
import { type AwsView, WILLING_ACCOUNT } from '../../ocm/test/aws-view.ts'
import { type FakeOcm, startFakeOcm } from '../../ocm/test/fake-ocm.ts'
import { createTestClock, type TestClock } from '../../ocm/test/test-clock.ts'
import type { IsCompleteAnswer, ResourceHandlers } from '../custom-resource.ts'
import type { HandlerWorld } from '../world.ts'

/** A world of handlers in which an hour takes no time. */
export interface TestWorld extends HandlerWorld {
  readonly clock: TestClock
  readonly fake: FakeOcm
  /** Every line that a handler logged. */
  readonly lines: string[]
  readonly secrets: Map<string, string>
  close(): Promise<void>
}

/** An account with `aws` in place of what is there by itself. */
export const accountWith = (aws: Partial<AwsView>): AwsView => ({ ...WILLING_ACCOUNT, ...aws })

export async function startTestWorld(options: { readonly aws?: AwsView } = {}): Promise<TestWorld> {
  const clock = createTestClock()
  const aws = options.aws ?? WILLING_ACCOUNT
  const fake = await startFakeOcm({ clock, aws })
  const redactor = createRedactor()
  const lines: string[] = []
  const secrets = new Map<string, string>()
  const log = (line: string) => void lines.push(redactor.redacted(line))
  return {
    fake,
    clock,
    lines,
    secrets,
    log,
    redactor,
    fetch,
    account: '123456789012',
    ocm: createOcmClient({
      ...fake.account,
      apiUrl: fake.url,
      tokenUrl: fake.tokenUrl,
      clock,
      random: () => 0.5,
      redactor,
      log,
    }),
    readSecret: async (arn) => {
      const text = secrets.get(arn)
      if (text === undefined) throw new Error(`ResourceNotFoundException: ${arn}`)
      redactor.hide(text)
      return text
    },
    reservation: async (id) => {
      const found = aws.reservation(id)
      if (found === undefined) return null
      const { state, instanceType, zone, count } = found
      return { state, instanceType, zone, instances: count, begins: '2026-12-02T11:30:00Z', ends: null }
    },
    close: () => fake.close(),
  }
}

/** CloudFormation hands scalars over as strings. */
export function asCloudFormationSends(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asCloudFormationSends)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asCloudFormationSends(inner)]))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

export type RequestType = 'Create' | 'Update' | 'Delete'

const asProperties = (properties: object): Record<string, unknown> => ({
  ServiceToken: 'arn:aws:lambda:us-east-2:123456789012:function:provider',
  ServiceTimeout: '3480',
  ...Object(asCloudFormationSends(properties)),
})

/** An event as CDK's provider framework hands it on. */
export function eventOf(type: RequestType, properties: object, id?: string, before?: object): Record<string, unknown> {
  return {
    RequestType: type,
    RequestId: 'b3c5',
    StackId: 'arn:aws:cloudformation:us-east-2:123456789012:stack/voice-lab-cluster/1',
    LogicalResourceId: 'Cluster',
    ResourceType: 'Custom::Workshop',
    ResourceProperties: asProperties(properties),
    ...(before === undefined ? {} : { OldResourceProperties: asProperties(before) }),
    ...(id === undefined ? {} : { PhysicalResourceId: id }),
  }
}

/** How often it is asked here; the provider framework asks twice as often, and learns no more. */
const ASK_EVERY_MS = 60_000

/** What came of a custom resource. */
export interface Outcome {
  readonly id: string
  readonly data: IsCompleteAnswer['Data']
  readonly tookMinutes: number
}

/** CDK's provider framework: `onEvent`, then `isComplete` until it says yes. */
export async function drive(
  handlers: ResourceHandlers,
  world: TestWorld,
  type: RequestType,
  properties: object,
  id?: string,
  { askEveryMs = ASK_EVERY_MS, before }: { readonly askEveryMs?: number; readonly before?: object } = {},
): Promise<Outcome> {
  const event = eventOf(type, properties, id, before)
  const began = world.clock.nowMs()
  // Everything crosses between the Lambdas as JSON.
  const begun = JSON.parse(JSON.stringify(await handlers.onEvent(event, world)))
  const going = { ...event, ...begun }
  for (;;) {
    const answer: IsCompleteAnswer = JSON.parse(JSON.stringify(await handlers.isComplete(going, world)))
    const tookMinutes = (world.clock.nowMs() - began) / 60_000
    if (answer.IsComplete) return { id: begun.PhysicalResourceId, data: answer.Data, tookMinutes }
    if (tookMinutes > 60) throw new Error('CloudFormation has given up')
    world.clock.advance(askEveryMs)
  }
}

/** The message of the error that must come. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error('it did not fail')
  return `${error.message}\n${error.stack}`
}
