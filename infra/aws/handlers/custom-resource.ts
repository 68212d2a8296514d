// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import { isOcmError } from '../ocm/index.ts'
import { HandlerError } from './handler-error.ts'
import { LIMIT_MINUTES } from './properties.ts'
import type { HandlerWorld } from './world.ts'

/** Not there yet, and what it waits for: goes into the log, and into the failure when the time is up. */
export interface Waiting {
  readonly waitingFor: string
}

/** Attributes of a resource, for `Fn::GetAtt`. No secrets: they lie in the open in CloudFormation. */
export type Attributes = Readonly<Record<string, string>>

/** What handlers of every kind need of the world. */
export type AnyWorld = Pick<HandlerWorld, 'clock' | 'redactor' | 'log'>

/** One kind of custom resource. Every function may be called again after it was interrupted anywhere. */
export interface ResourceKind<Properties extends { readonly owner: string }, World extends AnyWorld = HandlerWorld> {
  /** `cluster`. */
  readonly noun: string
  readonly properties: z.ZodType<Properties>
  /** Schema of what `ready` returns in the end. */
  readonly attributes: z.ZodType<Attributes>
  /** Makes it, or finds it made. Returns the physical id. After the making nothing may throw: it would be forgotten. */
  create(properties: Properties, world: World): Promise<string>
  /**
   * Another id than before makes CloudFormation delete the old one afterwards.
   * @param before what was asked for until now; undefined where an older version of the kit asked for it in other words
   */
  update(id: string, properties: Properties, world: World, before: Properties | undefined): Promise<string>
  ready(id: string, properties: Properties, world: World): Promise<Attributes | Waiting>
  /** What one that is not ready in time has for attributes; null, or left out: it fails. */
  late?(properties: Properties, waiting: Waiting): Attributes | null
  /** Begins to delete it, or goes on; null once it is gone. */
  remove(id: string, owner: string, world: World): Promise<Waiting | null>
}

const event = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.looseObject({}),
  OldResourceProperties: z.looseObject({}).optional(),
})
const onEventAnswer = z.object({ PhysicalResourceId: z.string(), StartedAtMs: z.number() })

/** What CDK's provider framework wants back from `onEvent`; `StartedAtMs` travels on to `isComplete`. */
export type OnEventAnswer = z.output<typeof onEventAnswer>
export interface IsCompleteAnswer {
  readonly IsComplete: boolean
  readonly Data?: Attributes
}

export interface ResourceHandlers<World extends AnyWorld = HandlerWorld> {
  onEvent(event: unknown, world: World): Promise<OnEventAnswer>
  isComplete(event: unknown, world: World): Promise<IsCompleteAnswer>
}

/** CloudFormation takes 4 kB in all; this leaves room for what travels along. */
const MOST_ATTRIBUTE_BYTES = 3_500

const isWaiting = (result: Attributes | Waiting): result is Waiting => 'waitingFor' in result

/** What CloudFormation and CDK add. */
const ADDED = ['ServiceToken', 'ServiceTimeout']
const ownOf = (given: object) => Object.fromEntries(Object.entries(given).filter(([key]) => !ADDED.includes(key)))

function parsedProperties<Properties>(schema: z.ZodType<Properties>, given: object, noun: string): Properties {
  const parsed = schema.safeParse(ownOf(given))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the properties'}: ${issue.message}`)
  throw new HandlerError('BAD_EVENT', `The properties of the ${noun} are not as agreed. ${faults.join('; ')}.`)
}

/** The same error without secrets and without what it was caused by; errors of libraries carry headers. */
function clean(error: unknown, world: AnyWorld): Error {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  const cleaned = new Error(world.redactor.redacted(message))
  cleaned.name = name
  cleaned.stack = `${name}: ${cleaned.message}`
  return cleaned
}

const minutes = (ms: number) => Math.floor(ms / 60_000)

/** The two handlers of a kind, as CDK's provider framework calls them. */
export function handlersOf<Properties extends { readonly owner: string }, World extends AnyWorld = HandlerWorld>(
  kind: ResourceKind<Properties, World>,
): ResourceHandlers<World> {
  const { noun } = kind
  const ownerOf = (given: object) => z.looseObject({ owner: z.string() }).parse(given).owner

  async function begin(given: unknown, world: World): Promise<string> {
    const parsed = event.parse(given)
    const { RequestType: type, PhysicalResourceId: id, ResourceProperties: properties } = parsed
    if (type === 'Create') return kind.create(parsedProperties(kind.properties, properties, noun), world)
    if (id === undefined) throw new HandlerError('BAD_EVENT', `${type} of a ${noun} without its physical id.`)
    if (type === 'Update') {
      const before = kind.properties.safeParse(ownOf(parsed.OldResourceProperties ?? {})).data
      return kind.update(id, parsedProperties(kind.properties, properties, noun), world, before)
    }
    try {
      await kind.remove(id, ownerOf(properties), world)
    } catch (error) {
      if (!isTransient(error)) throw error
      world.log(`${noun} ${id}: ${error.message} The deletion is tried again.`)
    }
    return id
  }

  /** What it waits for, its attributes, or `gone`. */
  async function look(given: unknown, id: string, world: World): Promise<Waiting | Attributes | 'gone'> {
    const { RequestType: type, ResourceProperties: properties } = event.parse(given)
    try {
      if (type === 'Delete') return (await kind.remove(id, ownerOf(properties), world)) ?? 'gone'
      return await kind.ready(id, parsedProperties(kind.properties, properties, noun), world)
    } catch (error) {
      // A bad minute of OCM's must not roll a cluster back.
      if (isTransient(error)) return { waitingFor: `an answer of OCM. ${error.message}` }
      throw error
    }
  }

  function lateAttributes(given: unknown, waiting: Waiting): Attributes | null {
    const { RequestType: type, ResourceProperties: properties } = event.parse(given)
    if (type === 'Delete' || kind.late === undefined) return null
    return kind.late(parsedProperties(kind.properties, properties, noun), waiting)
  }

  async function finish(given: unknown, world: World): Promise<IsCompleteAnswer> {
    const { PhysicalResourceId: id, StartedAtMs } = onEventAnswer.parse(given)
    const state = await look(given, id, world)
    const took = minutes(world.clock.nowMs() - StartedAtMs)
    if (state === 'gone') {
      world.log(`${noun} ${id}: gone after ${took} min.`)
      return { IsComplete: true }
    }
    if (!isWaiting(state)) {
      const attributes = kind.attributes.parse(state)
      if (Buffer.byteLength(JSON.stringify(attributes)) > MOST_ATTRIBUTE_BYTES)
        throw new HandlerError('BAD_EVENT', `The attributes of the ${noun} are longer than CloudFormation takes.`)
      world.log(`${noun} ${id}: ready after ${took} min.`)
      return { IsComplete: true, Data: attributes }
    }
    world.log(`${noun} ${id}: ${took} min, waits for ${state.waitingFor}`)
    if (took < LIMIT_MINUTES.handler) return { IsComplete: false }
    const late = lateAttributes(given, state)
    if (late !== null) return { IsComplete: true, Data: kind.attributes.parse(late) }
    throw new HandlerError(
      'LATE',
      `The ${noun} ${id} is not done after ${took} minutes, and CloudFormation waits no longer than an hour. It waits for ${state.waitingFor}`,
    )
  }

  const cleanly =
    <Answer>(act: (given: unknown, world: World) => Promise<Answer>) =>
    async (given: unknown, world: World): Promise<Answer> => {
      try {
        return await act(given, world)
      } catch (error) {
        throw clean(error, world)
      }
    }
  return {
    onEvent: cleanly(async (given, world) => ({
      StartedAtMs: world.clock.nowMs(),
      PhysicalResourceId: await begin(given, world),
    })),
    isComplete: cleanly(finish),
  }
}

const isTransient = (error: unknown): error is Error =>
  isOcmError(error, 'BUSY', 'BROKEN', 'UNREACHABLE', 'TIMEOUT', 'OUTCOME_UNKNOWN')
