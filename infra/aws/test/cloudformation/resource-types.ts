// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** What CloudFormation knows of a resource that is there. */
export interface Made {
  /** `Ref`. */
  readonly physicalId: string
  /** `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Where it is made. */
export interface Place {
  readonly account: string
  readonly region: string
  readonly stack: string
  readonly logicalId: string
  /** A number that no other resource of the account has. */
  readonly serial: number
}

type Properties = Readonly<Record<string, unknown>>

const named = (properties: Properties, key: string, { stack, logicalId, serial }: Place): string =>
  z.string().catch(`${stack}-${logicalId}-${serial}`).parse(properties[key])

/** Types whose references anybody here looks at. Everything else has an id, and attributes that name themselves. */
const TYPES: Readonly<Record<string, (properties: Properties, place: Place) => Made>> = {
  'AWS::IAM::Role': (properties, place) => {
    const physicalId = named(properties, 'RoleName', place)
    return { physicalId, attributes: { Arn: `arn:aws:iam::${place.account}:role/${physicalId}` } }
  },
  'AWS::IAM::OIDCProvider': (properties, { account }) => {
    const host = z.url().parse(properties.Url).replace('https://', '')
    const physicalId = `arn:aws:iam::${account}:oidc-provider/${host}`
    return { physicalId, attributes: { Arn: physicalId } }
  },
  'AWS::Lambda::Function': (properties, place) => {
    const physicalId = named(properties, 'FunctionName', place)
    const Arn = `arn:aws:lambda:${place.region}:${place.account}:function:${physicalId}`
    return { physicalId, attributes: { Arn } }
  },
  'AWS::SecretsManager::Secret': (properties, place) => {
    const name = named(properties, 'Name', place)
    const physicalId = `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${name}-Ab${String(place.serial).padStart(4, '0')}`
    return { physicalId, attributes: { Id: physicalId } }
  },
  'AWS::EC2::Subnet': (properties, { serial }) => ({
    physicalId: `subnet-0${String(serial).padStart(16, '0')}`,
    attributes: { AvailabilityZone: properties.AvailabilityZone },
  }),
  'AWS::SNS::Topic': (properties, place) => {
    const physicalId = `arn:aws:sns:${place.region}:${place.account}:${named(properties, 'TopicName', place)}`
    return { physicalId, attributes: { TopicArn: physicalId } }
  },
}

/** Makes a resource of AWS's own. */
export function make(type: string, properties: Properties, place: Place): Made {
  const known = TYPES[type]?.(properties, place)
  if (known !== undefined) return known
  const physicalId = `${place.stack}-${place.logicalId}-${place.serial}`
  const service = type.split('::')[1]?.toLowerCase() ?? 'aws'
  return { physicalId, attributes: { Arn: `arn:aws:${service}:${place.region}:${place.account}:${physicalId}` } }
}
