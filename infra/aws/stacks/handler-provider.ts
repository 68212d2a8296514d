// SPDX-License-Identifier: Apache-2.0
import { CustomResource, Duration, Validations } from 'aws-cdk-lib'
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions'
import { Provider } from 'aws-cdk-lib/custom-resources'
import { Construct, type IConstruct } from 'constructs'
import { LIMIT_MINUTES } from '../handlers/properties.ts'
import { callsAnyVersion } from './acknowledge.ts'
import { HandlerFunction, HandlerLogs, HandlerRole } from './handler-function.ts'

/** CloudFormation gives up on a custom resource after an hour, whatever CDK lets one write. */
export const CLOUDFORMATION_LIMIT_MINUTES = 60

/** What a provider needs. */
export interface HandlerProviderProps {
  /** File in `handlers/lambda/` that exports `onEvent` and `isComplete`. */
  readonly entry: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  /** How often to ask whether it is done. */
  readonly every: Duration
  /** @default {@link LIMIT_MINUTES} */
  readonly limitMinutes?: number
}

/** Custom resources of one kind: two handlers, the loop between them, one role for the handlers and one log for all. */
export class HandlerProvider extends Construct {
  readonly #provider: Provider
  readonly #limit: Duration
  /** Who the handlers are. */
  readonly role: HandlerRole

  constructor(scope: Construct, id: string, props: HandlerProviderProps) {
    super(scope, id)
    const { entry, description, environment, every, limitMinutes = LIMIT_MINUTES.cdk } = props
    if (limitMinutes > CLOUDFORMATION_LIMIT_MINUTES)
      throw new RangeError(
        `A custom resource of ${id} may take ${limitMinutes} minutes, and CloudFormation waits ${CLOUDFORMATION_LIMIT_MINUTES} at most.`,
      )
    this.#limit = Duration.minutes(limitMinutes)
    const logs = new HandlerLogs(this, 'Logs')
    this.role = new HandlerRole(this, 'Role', logs)
    const handler = (name: 'onEvent' | 'isComplete') =>
      new HandlerFunction(this, name, { entry, handler: name, description, environment, logs, role: this.role })
    const [onEvent, isComplete] = [handler('onEvent'), handler('isComplete')]
    const [begin, wait] = [new HandlerRole(this, 'BeginRole', logs), new HandlerRole(this, 'WaitRole', logs)]
    this.#provider = new Provider(this, 'Provider', {
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval: every,
      totalTimeout: this.#limit,
      logGroup: logs,
      frameworkOnEventRole: begin,
      frameworkCompleteAndTimeoutRole: wait,
      waiterStateMachineLogOptions: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
      disableWaiterStateMachineLogging: false,
    })
    this.#acknowledge([onEvent, isComplete], [begin, wait])
  }

  /** One custom resource. `Properties` are what its handler parses. */
  resource<Properties extends object>(id: string, type: string, properties: Properties): CustomResource {
    return new CustomResource(this, id, {
      resourceType: `Custom::${type}`,
      serviceToken: this.#provider.serviceToken,
      serviceTimeout: this.#limit,
      properties: { ...properties },
    })
  }

  #acknowledge(handlers: readonly IFunction[], roles: readonly IConstruct[]): void {
    for (const role of roles) Validations.of(role).acknowledge(...handlers.map(callsAnyVersion))
    const loop = this.#provider.node.findChild('waiter-state-machine')
    const framework = this.#provider.node.children.filter((child) => child instanceof LambdaFunction)
    Validations.of(loop).acknowledge(...framework.map(callsAnyVersion))
    Validations.of(loop).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SF2',
      reason: 'A loop that asks one Lambda until it says yes: each of its events is in the log.',
    })
    Validations.of(loop).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'CDK lets a state machine set up the delivery of its log, which knows no resource.',
    })
  }
}
