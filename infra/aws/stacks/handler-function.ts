// SPDX-License-Identifier: Apache-2.0
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { handlerCode } from './handler-code.ts'

/** Logs that stay a month, or until the stack goes. */
export class HandlerLogs extends LogGroup {
  constructor(scope: Construct, id: string) {
    super(scope, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY })
  }
}

/**
 * Role of a Lambda that may write to one log group and nothing else. Not AWSLambdaBasicExecutionRole: that may create log
 * groups, and a line written late would bring a deleted one back.
 */
export class HandlerRole extends Role {
  constructor(scope: Construct, id: string, logs: ILogGroup) {
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logs.grantWrite(this)
  }
}

/** What a handler needs. */
export interface HandlerFunctionProps {
  /** File in `handlers/lambda/`, without `.ts`. */
  readonly entry: string
  /** What it exports. */
  readonly handler: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  /** Left out: one of its own. */
  readonly logs?: ILogGroup
  /** Left out: one of its own. What more a handler may do is granted to it. */
  readonly role?: Role
}

/** A Lambda from a TypeScript file of this repository. */
export class HandlerFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    const own = new Construct(scope, `${id}-own`)
    const logs = props.logs ?? new HandlerLogs(own, 'Logs')
    super(scope, id, {
      code: handlerCode(props.entry),
      handler: `index.${props.handler}`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      // Retries with their pauses included. A provider calls again: no call waits for a cluster.
      timeout: Duration.minutes(5),
      memorySize: 512,
      role: props.role ?? new HandlerRole(own, 'Role', logs),
      logGroup: logs,
      environment: { ...props.environment },
    })
  }
}
