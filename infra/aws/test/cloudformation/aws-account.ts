// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { AwsView, FakeReservation } from '../../ocm/test/aws-view.ts'
import type { Made } from './resource-types.ts'

/** A resource that is there. */
export interface Live extends Made {
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
})
const policy = z.looseObject({
  Roles: z.array(z.string()).default([]),
  PolicyDocument: z.looseObject({ Statement: z.array(statement) }),
})

/** IAM's wildcards: `*` any text, `?` any character. */
const matches = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(value)

/** One AWS account: everything that stacks made in it, its secrets, and its reservations. */
export class AwsAccount {
  readonly live = new Map<string, Live>()
  /** Text by full ARN. */
  readonly secrets = new Map<string, string>()
  readonly reservations = new Map<string, FakeReservation>()
  #serial = 0

  constructor(
    readonly id: string,
    readonly region: string,
    readonly zones: readonly string[],
  ) {}

  serial(): number {
    this.#serial += 1
    return this.#serial
  }

  add(key: string, resource: Live): void {
    this.live.set(key, resource)
    if (resource.type === 'AWS::SecretsManager::Secret') this.#generate(resource)
  }

  remove(key: string): void {
    const gone = this.live.get(key)
    if (gone !== undefined) this.secrets.delete(gone.physicalId)
    this.live.delete(key)
  }

  ofType(type: string): Live[] {
    return [...this.live.values()].filter((resource) => resource.type === type)
  }

  byArn(arn: string): Live | undefined {
    return [...this.live.values()].find(({ attributes }) => attributes.Arn === arn)
  }

  /** Whether a role may do this, by the policies that are attached to it now. */
  allows(roleArn: string, action: string, resource: string): boolean {
    const role = this.byArn(roleArn)
    if (role === undefined) return false
    const statements = this.ofType('AWS::IAM::Policy')
      .map(({ properties }) => policy.parse(properties))
      .filter(({ Roles }) => Roles.includes(role.physicalId))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action, Resource }) => {
        return Action.some((one) => matches(one, action)) && Resource.some((one) => matches(one, resource))
      })
    return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Allow')
  }

  /** Full ARN of a secret from its ARN, with or without the six characters that AWS adds. */
  secretArn(arn: string): string | undefined {
    return [...this.secrets.keys()].find((full) => full === arn || full.slice(0, -7) === arn)
  }

  /** What OpenShift Cluster Manager sees of it. */
  get view(): AwsView {
    return {
      roleExists: (arn) => this.byArn(arn)?.type === 'AWS::IAM::Role',
      oidcProviderExists: (host) =>
        this.ofType('AWS::IAM::OIDCProvider').some(({ properties }) => properties.Url === `https://${host}`),
      reservation: (id) => this.reservations.get(id),
      zoneOf: (subnet) => {
        const found = this.ofType('AWS::EC2::Subnet').find(({ physicalId }) => physicalId === subnet)
        return found && z.string().parse(found.properties.AvailabilityZone)
      },
    }
  }

  #generate({ physicalId, properties }: Live): void {
    const wanted = z
      .looseObject({
        PasswordLength: z.coerce.number().default(32),
        SecretStringTemplate: z.string().optional(),
        GenerateStringKey: z.string().optional(),
      })
      .parse(properties.GenerateSecretString)
    const made = `canary${randomBytes(wanted.PasswordLength).toString('hex')}`.slice(0, wanted.PasswordLength)
    const { SecretStringTemplate: template, GenerateStringKey: key } = wanted
    const text =
      template === undefined || key === undefined ? made : JSON.stringify({ ...JSON.parse(template), [key]: made })
    this.secrets.set(physicalId, text)
  }
}
