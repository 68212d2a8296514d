// SPDX-License-Identifier: Apache-2.0
import { CfnResource, type Stack } from 'aws-cdk-lib'
import { HandlerLogs } from './handler-function.ts'
import type { WorkshopPart } from './workshop-part.ts'

/** Where CDK keeps the Lambda behind every CfnJson of a stack. */
const PROVIDER = 'AWSCDKCfnUtilsProviderCustomResourceProvider'

function part(stack: Stack, name: string): CfnResource {
  const found = stack.node.findChild(PROVIDER).node.findChild(name)
  if (CfnResource.isCfnResource(found)) return found
  throw new TypeError(`${found.node.path} is no resource any more; CDK has changed how CfnJson is made.`)
}

/**
 * Gives the Lambda behind CfnJson a log that ends and goes with the stack. By itself it makes one that nobody deletes,
 * with a policy that would bring it back.
 */
export function keepCfnJsonLogs(stack: WorkshopPart): void {
  const logs = new HandlerLogs(stack, 'CfnJsonLogs')
  const role = part(stack, 'Role')
  const handler = part(stack, 'Handler')
  const write = { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs.logGroupArn }
  role.addPropertyDeletionOverride('ManagedPolicyArns')
  role.addPropertyOverride('Policies', [
    { PolicyName: 'logs', PolicyDocument: { Version: '2012-10-17', Statement: [write] } },
  ])
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName })
  for (const resource of [role, handler])
    resource.addPropertyOverride(
      'Tags',
      Object.entries(stack.deployment.tags).map(([Key, Value]) => ({ Key, Value })),
    )
}
