// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'
import type { TestClock } from '../../ocm/test/test-clock.ts'
import type { AwsAccount } from './aws-account.ts'
import { resolve, type Scope } from './intrinsics.ts'
import { type Choice, needsOf, ordered, reversed } from './order.ts'
import { type CustomAnswer, type HandlerPair, runCustomResource } from './provider-framework.ts'
import { make } from './resource-types.ts'
import { type Template, type TemplateResource, templateSchema } from './template.ts'

/** Something that happened to a resource. */
export interface StackEvent {
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  readonly action: 'CREATED' | 'UPDATED' | 'DELETED' | 'FAILED'
  readonly atMs: number
  readonly reason?: string
}

/** A stack that did not come about; it was rolled back. */
export class StackFailed extends Error {
  override readonly name = 'StackFailed' as const
}

/** What the double is given. */
export interface CloudFormationProps {
  readonly account: AwsAccount
  readonly clock: TestClock
  /** By type: `Custom::WorkshopCluster`. */
  readonly handlers: Readonly<Record<string, HandlerPair>>
  /** In which order, where there is a choice. */
  readonly creating: Choice
  readonly deleting: Choice
  /** Called whenever time passes while a custom resource is waited for. */
  readonly everyAsk?: () => void
}

const cfnJson = z.looseObject({ Value: z.string() })
const isCustom = (type: string) => type.startsWith('Custom::')
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * CloudFormation with one account behind it: resources in the order of their references, custom resources through the
 * handlers' own code, rollback, exports, deletion in the opposite order. Resources of AWS's own are made in no time.
 */
export class CloudFormation {
  readonly events: StackEvent[] = []
  readonly exports = new Map<string, unknown>()
  readonly outputs = new Map<string, Record<string, unknown>>()
  readonly #stacks = new Map<string, Template>()

  constructor(private readonly props: CloudFormationProps) {}

  /** Creates a stack or updates it. Throws {@link StackFailed}, rolled back. */
  async deploy(stack: string, input: unknown): Promise<void> {
    const template = templateSchema.parse(input)
    const before = this.#stacks.get(stack)
    this.#stacks.set(stack, template)
    try {
      await this.#bring(stack, template, before)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (before === undefined) await this.destroy(stack)
      else {
        this.#stacks.set(stack, before)
        await this.#bring(stack, before, template)
      }
      throw new StackFailed(`${stack}: ${reason}`)
    }
    const scope = this.#scope(stack)
    const outputs = Object.entries(template.Outputs)
    this.outputs.set(stack, Object.fromEntries(outputs.map(([key, { Value }]) => [key, resolve(Value, scope)])))
    for (const [, { Value, Export }] of outputs)
      if (Export !== undefined) this.exports.set(String(resolve(Export.Name, scope)), resolve(Value, scope))
  }

  /** Deletes a stack. Throws at the first resource that does not go; everything that needs it is still there then. */
  async destroy(stack: string): Promise<void> {
    const template = this.#stacks.get(stack)
    if (template === undefined) return
    this.#refuseWhileImported(stack)
    for (const id of ordered(reversed(needsOf(template)), this.props.deleting)) await this.#delete(stack, id, template)
    this.#stacks.delete(stack)
    this.outputs.delete(stack)
    for (const name of this.exports.keys()) if (name.startsWith(`${stack}:`)) this.exports.delete(name)
  }

  /** Stacks that are there. */
  get stacks(): string[] {
    return [...this.#stacks.keys()]
  }

  #refuseWhileImported(stack: string): void {
    const own = [...this.exports.keys()].filter((name) => name.startsWith(`${stack}:`))
    for (const [other, template] of this.#stacks)
      for (const name of own)
        if (other !== stack && JSON.stringify(template).includes(JSON.stringify({ 'Fn::ImportValue': name })))
          throw new StackFailed(`${stack} cannot be deleted: its export '${name}' is in use by ${other}.`)
  }

  async #bring(stack: string, template: Template, before: Template | undefined): Promise<void> {
    const leftOver: { id: string; template: Template; physicalId?: string }[] = []
    for (const id of ordered(needsOf(template), this.props.creating)) {
      const resource = template.Resources[id]
      if (resource === undefined) continue
      const old = await this.#put(stack, id, resource)
      if (old !== undefined) leftOver.push({ id, template, physicalId: old })
    }
    // What was replaced or taken out goes last, once everything else stands.
    for (const { id, physicalId } of leftOver) await this.#deleteOld(stack, id, template, physicalId ?? '')
    if (before === undefined) return
    const gone = ordered(reversed(needsOf(before)), this.props.deleting).filter((id) => !(id in template.Resources))
    for (const id of gone) await this.#delete(stack, id, before)
  }

  /** Creates or updates one; returns the id of what it replaced. */
  async #put(stack: string, logicalId: string, { Type, Properties }: TemplateResource): Promise<string | undefined> {
    const { account } = this.props
    const key = `${stack}/${logicalId}`
    const properties = z.record(z.string(), z.unknown()).parse(resolve(Properties, this.#scope(stack)))
    const old = account.live.get(key)
    if (old !== undefined && same(old.properties, properties)) return undefined
    if (!isCustom(Type)) {
      const { id, region } = account
      const place = { account: id, region, stack, logicalId, serial: account.serial() }
      const made = old ?? make(Type, properties, place)
      account.add(key, { ...made, type: Type, properties })
      this.#note(stack, logicalId, Type, old === undefined ? 'CREATED' : 'UPDATED')
      return undefined
    }
    const answer = await this.#custom(Type, {
      RequestType: old === undefined ? 'Create' : 'Update',
      LogicalResourceId: logicalId,
      ResourceProperties: properties,
      ...(old === undefined ? {} : { OldResourceProperties: old.properties, PhysicalResourceId: old.physicalId }),
    })
    if (answer.status === 'FAILED') {
      this.#note(stack, logicalId, Type, 'FAILED', answer.reason)
      // CloudFormation deletes what failed while it was made, where it has an id.
      if (old === undefined && answer.physicalId !== undefined)
        account.add(key, { type: Type, properties, physicalId: answer.physicalId, attributes: {} })
      throw new Error(`${logicalId}: ${answer.reason}`)
    }
    account.add(key, { type: Type, properties, physicalId: answer.physicalId, attributes: answer.data })
    this.#note(stack, logicalId, Type, old === undefined ? 'CREATED' : 'UPDATED')
    return old !== undefined && old.physicalId !== answer.physicalId ? old.physicalId : undefined
  }

  async #delete(stack: string, logicalId: string, template: Template): Promise<void> {
    const live = this.props.account.live.get(`${stack}/${logicalId}`)
    if (live === undefined || template.Resources[logicalId]?.DeletionPolicy === 'Retain') return
    if (isCustom(live.type)) await this.#deleteOld(stack, logicalId, template, live.physicalId)
    this.props.account.remove(`${stack}/${logicalId}`)
    this.#note(stack, logicalId, live.type, 'DELETED')
  }

  async #deleteOld(stack: string, logicalId: string, template: Template, physicalId: string): Promise<void> {
    const live = this.props.account.live.get(`${stack}/${logicalId}`)
    const type = template.Resources[logicalId]?.Type ?? live?.type ?? ''
    const answer = await this.#custom(type, {
      RequestType: 'Delete',
      LogicalResourceId: logicalId,
      ResourceProperties: live?.properties ?? {},
      PhysicalResourceId: physicalId,
    })
    if (answer.status === 'SUCCESS') return
    this.#note(stack, logicalId, type, 'FAILED', answer.reason)
    throw new StackFailed(`${stack}: ${logicalId} could not be deleted: ${answer.reason}`)
  }

  async #custom(type: string, event: Parameters<typeof runCustomResource>[3]): Promise<CustomAnswer> {
    const { account, clock, handlers, everyAsk = () => undefined } = this.props
    // CDK's own: text in, JSON out.
    if (type === 'Custom::AWSCDKCfnJson') {
      const data = { Value: JSON.parse(cfnJson.parse(event.ResourceProperties).Value) }
      return { status: 'SUCCESS', physicalId: event.PhysicalResourceId ?? event.LogicalResourceId, data }
    }
    const pair = handlers[type]
    if (pair === undefined) throw new RangeError(`Nobody handles ${type}.`)
    return runCustomResource(account, clock, pair, event, everyAsk)
  }

  #scope(stack: string): Scope {
    const { account } = this.props
    const template = this.#stacks.get(stack)
    const liveOf = (id: string) => {
      const live = account.live.get(`${stack}/${id}`)
      if (live === undefined) throw new RangeError(`${stack}: ${id} is referred to before it is there.`)
      return live
    }
    const pseudo: Readonly<Record<string, unknown>> = {
      'AWS::AccountId': account.id,
      'AWS::Region': account.region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.id}:stack/${stack}/1`,
      'AWS::NoValue': undefined,
    }
    return {
      ref: (name) => {
        if (name in pseudo) return pseudo[name]
        const parameter = template?.Parameters[name]
        return parameter === undefined ? liveOf(name).physicalId : parameter.Default
      },
      getAtt: (id, attribute) => {
        const { type, attributes, physicalId } = liveOf(id)
        if (attribute in attributes) return attributes[attribute]
        if (isCustom(type)) throw new RangeError(`${stack}: ${id} has no attribute '${attribute}'.`)
        return `${physicalId}.${attribute}`
      },
      importValue: (name) => {
        if (!this.exports.has(name)) throw new RangeError(`${stack}: nobody exports '${name}' (any more).`)
        return this.exports.get(name)
      },
      zones: () => account.zones,
    }
  }

  #note(stack: string, logicalId: string, type: string, action: StackEvent['action'], reason?: string): void {
    const atMs = this.props.clock.nowMs()
    this.events.push({ stack, logicalId, type, action, atMs, ...(reason === undefined ? {} : { reason }) })
  }
}
