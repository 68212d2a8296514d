// SPDX-License-Identifier: Apache-2.0
import { Duration, type Stage, TimeZone, Validations } from 'aws-cdk-lib'
import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Schedule as Every, Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction, SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { KillEvent } from '../handlers/properties.ts'
import { callsAnyVersion } from './acknowledge.ts'
import { type Deployment, needsEnd } from './deployment.ts'
import { HandlerFunction } from './handler-function.ts'
import { ocmEnvironment, ocmSecret, type ReadableSecret } from './secrets.ts'
import { WorkshopPart } from './workshop-part.ts'

/** AWS sends the end of a Capacity Block 40 minutes ahead, under one name in its events and another in its manual. */
export const BLOCK_EXPIRY_EVENTS = [
  'Capacity Block Expiration Warning',
  'Capacity Block Reservation Expiration Warning',
] as const

/** Shares of the budget at which somebody is told, in percent. */
const ALARM_PERCENT = [50, 80, 100] as const

/**
 * What ends the bill when nobody does: a kill at the end of the workshop, an hourly reaper, and alarms. It is deployed
 * before all else and goes last.
 */
export class SafetyStack extends WorkshopPart {
  readonly #alarms: Topic
  readonly #ocm: ReadableSecret

  constructor(stage: Stage, deployment: Deployment) {
    super(stage, 'safety', deployment, 'budget, kill switch, reaper')
    this.#alarms = this.#topic()
    this.#ocm = ocmSecret(this, deployment.workshop)
    this.#budget()
    this.#kill()
    this.#reaper()
    this.#blockExpiry()
  }

  #topic(): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true })
    topic.grantPublish(new ServicePrincipal('budgets.amazonaws.com'))
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'))
    for (const address of this.deployment.workshop.aws.alarms) topic.addSubscription(new EmailSubscription(address))
    return topic
  }

  /** Counts what carries the tag of the workshop, a day late: it tells, it does not stop. */
  #budget(): void {
    const { workshop, plan } = this.deployment
    const planned = plan.cost.workshop?.usd ?? plan.cost.perDay
    const amount = Math.ceil(workshop.budget?.usd ?? planned)
    const subscribers = [{ subscriptionType: 'SNS', address: this.#alarms.topicArn }]
    const at = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    })
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:workshop$${workshop.name}`] },
      },
      notificationsWithSubscribers: [...ALARM_PERCENT.map((percent) => at(percent, 'ACTUAL')), at(100, 'FORECASTED')],
    })
  }

  /** A function that talks to OCM; when it fails, somebody is told. */
  #guard(entry: string, description: string, environment: Readonly<Record<string, string>> = {}): HandlerFunction {
    const guard = new HandlerFunction(this, entry, {
      entry,
      handler: 'handler',
      description,
      environment: { ...ocmEnvironment(this.#ocm), ...environment },
    })
    this.#ocm.grantRead(guard)
    guard
      .metricErrors({ period: Duration.minutes(5) })
      .createAlarm(this, `${entry}-failed`, {
        alarmDescription: `${this.deployment.workshop.name}: ${description} failed. Look at its log, and at console.redhat.com/openshift.`,
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(this.#alarms))
    return guard
  }

  get #killEvent(): KillEvent {
    return { owner: this.owner, clusterName: this.deployment.workshop.name }
  }

  #kill(): void {
    const kill = this.#guard('kill', 'kill switch at the end of the workshop')
    const role = new Role(this, 'KillRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') })
    Validations.of(role).acknowledge(callsAnyVersion(kill))
    new Schedule(this, 'Kill', {
      description: `Takes the cluster of ${this.deployment.workshop.name} down`,
      schedule: ScheduleExpression.at(new Date(needsEnd(this.deployment)), TimeZone.ETC_UTC),
      target: new LambdaInvoke(kill, {
        role,
        input: ScheduleTargetInput.fromObject(this.#killEvent),
        retryAttempts: 10,
        maxEventAge: Duration.hours(2),
      }),
    })
  }

  #reaper(): void {
    const reaper = this.#guard('reaper', 'hourly look for what is past its end')
    new Rule(this, 'Hourly', {
      description: `Takes down what is past its ${this.deployment.workshop.name} end`,
      schedule: Every.rate(Duration.hours(1)),
      targets: [new LambdaFunction(reaper)],
    })
  }

  #blockExpiry(): void {
    const { reservation } = this.deployment.workshop.gpu
    if (reservation === undefined) return
    const drain = this.#guard('block-expiry', 'drains the GPU nodes before their Capacity Block ends')
    new Rule(this, 'BlockExpiry', {
      description: `The Capacity Block ${reservation} ends in 40 minutes`,
      eventPattern: {
        source: ['aws.ec2'],
        detailType: [...BLOCK_EXPIRY_EVENTS],
        detail: { 'capacity-reservation-id': [reservation] },
      },
      targets: [new LambdaFunction(drain), new SnsTopic(this.#alarms)],
    })
  }
}
