// SPDX-License-Identifier: Apache-2.0
import { DescribeCapacityReservationsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type Clock, createOcmClient, createRedactor, OcmError, type OcmOptions, systemClock } from '../ocm/index.ts'
import { HandlerError } from './handler-error.ts'
import { HANDLER_ENVIRONMENT, ocmSecret } from './properties.ts'
import type { HandlerWorld, Reservation } from './world.ts'

/** What is used of the context that Lambda hands over. */
export interface LambdaContext {
  readonly invokedFunctionArn: string
  getRemainingTimeInMillis(): number
}

/** What lies outside of the process; a test hands over its own. */
export interface Outside {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly secrets: Pick<SecretsManagerClient, 'send'>
  readonly ec2: Pick<EC2Client, 'send'>
  readonly clock: Clock
  /** Where OCM is, if not where it always is. */
  readonly ocm: Pick<OcmOptions, 'apiUrl' | 'tokenUrl'>
  readonly write: (line: string) => void
}

const aws = (): Outside => ({
  environment: process.env,
  secrets: new SecretsManagerClient(),
  ec2: new EC2Client(),
  clock: systemClock,
  ocm: {},
  write: console.log,
})

/** Time to say what was being done when Lambda's own time ran out. */
const LAST_WORDS_MS = 5_000

/** Made anew in every invocation: no token and no secret outlives one. */
export async function lambdaWorld(context: LambdaContext, outside: Outside = aws()): Promise<HandlerWorld> {
  const { environment, secrets, ec2, clock, ocm, write } = outside
  const redactor = createRedactor()
  const log = (line: string) => write(redactor.redacted(line))
  const readSecret = async (arn: string): Promise<string> => {
    const { SecretString: text } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }))
    if (text === undefined) throw new HandlerError('BAD_SECRET', `The secret ${arn} holds no text.`)
    redactor.hide(text)
    return text
  }
  const arn = environment[HANDLER_ENVIRONMENT.ocmSecretArn]
  if (arn === undefined)
    throw new HandlerError('BAD_EVENT', `${HANDLER_ENVIRONMENT.ocmSecretArn} is not set in the environment.`)
  return {
    ocm: createOcmClient({
      ...serviceAccount(await readSecret(arn), arn),
      ...ocm,
      clock,
      redactor,
      log,
      signal: endOf(context),
    }),
    readSecret,
    reservation: (id) => reservationOf(id, ec2),
    fetch,
    clock,
    redactor,
    log,
    account: context.invokedFunctionArn.split(':')[4] ?? '',
  }
}

/** Aborts with words that a person understands, and that `isComplete` takes for a reason to ask again. */
function endOf(context: LambdaContext): AbortSignal {
  const end = new AbortController()
  const reason = new OcmError('TIMEOUT', 'OCM took longer to answer than this Lambda lives.')
  setTimeout(() => end.abort(reason), Math.max(1, context.getRemainingTimeInMillis() - LAST_WORDS_MS)).unref()
  return end.signal
}

function serviceAccount(text: string, arn: string): { clientId: string; clientSecret: string } {
  try {
    return ocmSecret.parse(JSON.parse(text))
  } catch {
    // Not the parser's words: they may quote the secret.
    throw new HandlerError('BAD_SECRET', `The secret ${arn} is not {"clientId": "…", "clientSecret": "…"}.`)
  }
}

async function reservationOf(id: string, ec2: Outside['ec2']): Promise<Reservation | null> {
  try {
    const { CapacityReservations: found } = await ec2.send(
      new DescribeCapacityReservationsCommand({ CapacityReservationIds: [id] }),
    )
    const reservation = found?.[0]
    if (reservation === undefined) return null
    return {
      state: reservation.State ?? 'unknown',
      instanceType: reservation.InstanceType ?? 'unknown',
      zone: reservation.AvailabilityZone ?? 'unknown',
      instances: reservation.TotalInstanceCount ?? 0,
      begins: reservation.StartDate?.toISOString() ?? null,
      ends: reservation.EndDate?.toISOString() ?? null,
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidCapacityReservationId.NotFound') return null
    throw error
  }
}
