// SPDX-License-Identifier: Apache-2.0
import { type Acknowledgment, CfnElement, Stack } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { IConstruct } from 'constructs'

/** Id that CloudFormation knows the one resource behind a construct by. */
function logicalId(construct: IConstruct): string {
  const { defaultChild } = construct.node
  if (defaultChild === undefined || !CfnElement.isCfnElement(defaultChild))
    throw new TypeError(`${construct.node.path} is no single resource.`)
  return Stack.of(construct).getLogicalId(defaultChild)
}

/** CDK lets a caller call every version of a function: `<function>:*`. */
export function callsAnyVersion(callee: IFunction): Acknowledgment {
  return {
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${logicalId(callee)}.Arn>:*]`,
    reason: 'The star stands for the versions of this one function.',
  }
}

/** ROSA asks for the policies that AWS keeps for it, under their names. */
export function hasManagedPolicy(policy: string): Acknowledgment {
  return {
    id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${policy}]`,
    reason: 'ROSA checks for this very policy, which AWS keeps for it; one of our own would fall behind the service.',
  }
}
