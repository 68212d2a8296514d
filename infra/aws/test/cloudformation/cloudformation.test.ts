// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../ocm/test/test-clock.ts'
import { AwsAccount } from './aws-account.ts'
import { CloudFormation } from './cloudformation.ts'
import { lastOf, shuffled } from './order.ts'
import type { HandlerPair } from './provider-framework.ts'

const clock = createTestClock()
let account: AwsAccount
let calls: string[]
/** What the handler of `Custom::Thing` does. */
let thing: HandlerPair
let cloud: CloudFormation

const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'handler' } }
const handler = (name: string, variables: object = {}, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: variables },
  },
  DependsOn: ['Policy'],
  ...more,
})
/** A provider with its parts, and one custom resource of it. */
const template = (thingProperties: object = {}, more: object = {}) => ({
  Resources: {
    Thing: {
      Type: 'Custom::Thing',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Framework', 'Arn'] }, ServiceTimeout: '3480', ...thingProperties },
    },
    Framework: handler('framework', {
      USER_ON_EVENT_FUNCTION_ARN: { 'Fn::GetAtt': ['Handler', 'Arn'] },
      USER_IS_COMPLETE_FUNCTION_ARN: { 'Fn::GetAtt': 'Handler.Arn' },
    }),
    Handler: handler('handler'),
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'lambda:Invoke*',
              Resource: { 'Fn::Join': [':', ['arn', '*', { Ref: 'AWS::AccountId' }, '*']] },
            },
          ],
        },
      },
    },
    Role: role,
    ...more,
  },
  Outputs: { Name: { Value: { 'Fn::GetAtt': ['Thing', 'name'] }, Export: { Name: 'one:name' } } },
})

beforeEach(() => {
  account = new AwsAccount('123456789012', 'us-east-2', ['us-east-2a'])
  calls = []
  thing = {
    onEvent: async (event) => {
      const { RequestType, PhysicalResourceId = 'thing-1' } = Object(event)
      calls.push(RequestType)
      return { PhysicalResourceId }
    },
    isComplete: async (event) => ({
      IsComplete: true,
      ...(Object(event).RequestType === 'Delete'
        ? {}
        : { Data: { name: Object(event).ResourceProperties.name ?? 'x' } }),
    }),
  }
  cloud = new CloudFormation({
    account,
    clock,
    handlers: {
      'Custom::Thing': {
        onEvent: (event, invocation) => thing.onEvent(event, invocation),
        isComplete: (event, invocation) => thing.isComplete(event, invocation),
      },
    },
    creating: shuffled(1),
    deleting: lastOf((id) => id === 'Thing'),
  })
})

describe('the double of CloudFormation', () => {
  it('makes what is referred to first, and takes it last, whatever order it chooses', async () => {
    for (let seed = 1; seed < 20; seed += 1) {
      const own = new CloudFormation({
        account,
        clock,
        handlers: { 'Custom::Thing': thing },
        creating: shuffled(seed),
        deleting: shuffled(seed),
      })
      await own.deploy('one', template())
      await own.destroy('one')
      const of = (action: string) =>
        own.events.filter((event) => event.action === action).map((event) => event.logicalId)
      expect(of('CREATED').slice(0, 2)).toEqual(['Role', 'Policy'])
      expect(of('CREATED').at(-1)).toBe('Thing')
      expect(of('DELETED')[0]).toBe('Thing')
      expect(account.live.size).toBe(0)
    }
  })

  it('hands scalars over as strings, and attributes on to outputs and other stacks', async () => {
    let sent: unknown
    const { onEvent } = thing
    thing = {
      ...thing,
      onEvent: async (event, invocation) => {
        sent = Object(event).ResourceProperties.list
        return onEvent(event, invocation)
      },
    }
    await cloud.deploy('one', template({ name: 'n', list: [1, { deep: true }] }))
    expect(sent).toEqual(['1', { deep: 'true' }])
    expect(cloud.outputs.get('one')).toEqual({ Name: 'n' })
    const user = { Resources: { User: { Type: 'A::B::C', Properties: { it: { 'Fn::ImportValue': 'one:name' } } } } }
    await cloud.deploy('two', user)
    expect(account.ofType('A::B::C')[0]?.properties).toEqual({ it: 'n' })
    await expect(cloud.destroy('one')).rejects.toThrow("its export 'one:name' is in use by two")
    await cloud.destroy('two')
    await cloud.destroy('one')
    expect(account.live.size).toBe(0)
  })

  it('updates what has changed and nothing else; what is replaced goes last', async () => {
    await cloud.deploy('one', template({ name: 'a' }))
    await cloud.deploy('one', template({ name: 'a' }))
    expect(calls).toEqual(['Create'])
    thing = {
      ...thing,
      onEvent: async (event) => {
        const { RequestType: type, PhysicalResourceId: id } = Object(event)
        calls.push(type)
        return { PhysicalResourceId: type === 'Delete' ? id : 'thing-2' }
      },
    }
    await cloud.deploy('one', template({ name: 'b' }))
    expect(calls).toEqual(['Create', 'Update', 'Delete'])
    expect(account.live.get('one/Thing')).toMatchObject({ physicalId: 'thing-2', attributes: { name: 'b' } })
  })

  it('rolls back what fails while it is made; without an id there is nothing to delete', async () => {
    thing = {
      ...thing,
      isComplete: async (event) => {
        if (Object(event).RequestType === 'Create') throw new Error('no room')
        return { IsComplete: true }
      },
    }
    await expect(cloud.deploy('one', template())).rejects.toThrow('no room')
    expect(calls).toEqual(['Create', 'Delete'])
    expect(account.live.size).toBe(0)
    calls = []
    thing = { ...thing, onEvent: async () => Promise.reject(new Error('not even an id')) }
    await expect(cloud.deploy('one', template())).rejects.toThrow('not even an id')
    expect(calls).toEqual([])
    expect(cloud.stacks).toEqual([])
  })

  it('rolls an update back to what was', async () => {
    await cloud.deploy('one', template({ name: 'a' }))
    const { isComplete } = thing
    thing = {
      ...thing,
      isComplete: async (event, invocation) => {
        if (Object(event).ResourceProperties.name === 'b') throw new Error('cannot')
        return isComplete(event, invocation)
      },
    }
    await expect(cloud.deploy('one', template({ name: 'b' }, { New: role }))).rejects.toThrow('cannot')
    expect(account.live.get('one/Thing')?.attributes).toEqual({ name: 'a' })
    expect(account.live.has('one/New')).toBe(false)
  })

  it('gives up when the time is up', async () => {
    thing = { ...thing, isComplete: async () => ({ IsComplete: false }) }
    const began = clock.nowMs()
    await expect(cloud.deploy('one', template())).rejects.toThrow('did not receive a response')
    // Once while it was made, once while it was rolled back.
    expect(clock.nowMs() - began).toBeGreaterThanOrEqual(2 * 3480_000)
  })

  it('finds a handler whose role or permission went before its resource did', async () => {
    const forgetful = template()
    const { Framework, Handler, ...others } = forgetful.Resources
    // Nothing says that the policy has to be there before the functions.
    const careless = {
      ...forgetful,
      Resources: { ...others, Framework: { ...Framework, DependsOn: [] }, Handler: { ...Handler, DependsOn: [] } },
    }
    await cloud.deploy('one', template())
    await cloud.deploy('one', careless)
    await expect(cloud.destroy('one')).rejects.toThrow('may not invoke')
  })

  it('guesses nothing: a function or a custom resource that it does not know is an error', async () => {
    await expect(cloud.deploy('one', template({ name: { 'Fn::Transform': {} } }))).rejects.toThrow('Fn::Transform')
    const other = { Resources: { X: { Type: 'Custom::Unknown', Properties: {} } } }
    await expect(cloud.deploy('two', other)).rejects.toThrow('Nobody handles Custom::Unknown')
  })
})
