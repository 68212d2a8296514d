// SPDX-License-Identifier: Apache-2.0
import { DescribeCapacityReservationsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, it, vi } from 'vitest'
import { createTestClock } from '../ocm/test/test-clock.ts'
import { lambdaWorld } from './lambda-world.ts'

const ARN = 'arn:aws:secretsmanager:us-east-2:123456789012:secret:workshop-kit/ocm-AbCdEf'
const context = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-2:123456789012:function:kill',
  getRemainingTimeInMillis: () => 300_000,
}
const write = vi.fn<(line: string) => void>()
const secrets = mockClient(SecretsManagerClient)
const ec2 = mockClient(EC2Client)
const world = (environment: Record<string, string> = { OCM_SECRET_ARN: ARN }) =>
  lambdaWorld(context, {
    environment,
    secrets: new SecretsManagerClient({ region: 'us-east-2' }),
    ec2: new EC2Client({ region: 'us-east-2' }),
    clock: createTestClock(),
    ocm: {},
    write,
  })

beforeEach(() => {
  secrets.reset()
  ec2.reset()
  secrets
    .on(GetSecretValueCommand, { SecretId: ARN })
    .resolves({ SecretString: JSON.stringify({ clientId: 'kit', clientSecret: 'canary-ocm-secret' }) })
})

it('knows its account, and reads the service account anew in every invocation', async () => {
  expect((await world()).account).toBe('123456789012')
  await world()
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(2)
})

it('writes no secret that it has read into the log', async () => {
  secrets.on(GetSecretValueCommand, { SecretId: 'other' }).resolves({ SecretString: 'canary-other' })
  const { log, readSecret } = await world()
  await readSecret('other')
  log('so canary-other, canary-ocm-secret and client_secret=whatever')
  expect(write).toHaveBeenCalledWith('so [hidden], [hidden] and client_secret=[hidden]')
})

it.each(['canary-no-json', '{"clientId":"kit","secret":"canary"}'])(
  'a service account of the wrong shape is named, not quoted: %s',
  async (SecretString) => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString })
    await expect(world()).rejects.toThrow(`The secret ${ARN} is not {"clientId": "…", "clientSecret": "…"}.`)
  },
)

it('says which variable is missing from the environment', async () => {
  await expect(world({})).rejects.toThrow('OCM_SECRET_ARN')
})

it('reads a reservation as EC2 records it; one of nobody is null', async () => {
  const id = 'cr-0123456789abcdef0'
  ec2.on(DescribeCapacityReservationsCommand, { CapacityReservationIds: [id] }).resolves({
    CapacityReservations: [
      {
        CapacityReservationId: id,
        InstanceType: 'p5en.48xlarge',
        AvailabilityZone: 'us-east-2a',
        TotalInstanceCount: 1,
        AvailableInstanceCount: 0,
        State: 'scheduled',
        StartDate: new Date('2026-12-01T11:30:00Z'),
        EndDate: new Date('2026-12-02T11:30:00Z'),
        EndDateType: 'limited',
        ReservationType: 'capacity-block',
      },
    ],
  })
  const { reservation } = await world()
  expect(await reservation(id)).toEqual({
    state: 'scheduled',
    instanceType: 'p5en.48xlarge',
    zone: 'us-east-2a',
    instances: 1,
    begins: '2026-12-01T11:30:00.000Z',
    ends: '2026-12-02T11:30:00.000Z',
  })
  const nobody = Object.assign(new Error('no'), { name: 'InvalidCapacityReservationId.NotFound' })
  ec2.on(DescribeCapacityReservationsCommand).rejects(nobody)
  expect(await reservation('cr-0000000000')).toBeNull()
})
