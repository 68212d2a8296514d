// SPDX-License-Identifier: Apache-2.0
import { type CustomResource, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { attendeesOf } from '#cluster'
import { attendeesSecretName } from '#cluster/secrets'
import type { IdentityProviderInput } from '../handlers/properties.ts'
import type { AttendeesInput } from '../handlers/wave-properties.ts'
import type { ClusterStack } from './cluster.ts'
import type { Deployment } from './deployment.ts'
import { HandlerProvider } from './handler-provider.ts'
import { ocmEnvironment, ocmSecret } from './secrets.ts'

/** Secret with the password of the instructor. */
export const adminSecretName = (workshop: string): string => `workshop-kit/${workshop}/admin`

/** What both secrets are: random, made by AWS or by a Lambda, and gone with the stack. */
function passwords(scope: Construct, id: string, secretName: string, username?: string): Secret {
  const secret = new Secret(scope, id, {
    secretName,
    removalPolicy: RemovalPolicy.DESTROY,
    generateSecretString: {
      passwordLength: 24,
      excludePunctuation: true,
      ...(username === undefined
        ? {}
        : { secretStringTemplate: JSON.stringify({ username }), generateStringKey: 'password' }),
    },
  })
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'It lives as long as the workshop, for days; cards with the passwords are printed, so they must not rotate.',
  })
  return secret
}

/** Who may log in: an administrator, and everybody who takes part, in one import. */
export class People extends Construct {
  /** Secret with the administrator's `username` and `password`. */
  readonly admin: Secret
  /** Ready once the administrator can log in. */
  readonly adminLogin: CustomResource

  constructor(scope: Construct, deployment: Deployment, cluster: ClusterStack) {
    super(scope, 'People')
    const { workshop } = deployment
    this.admin = passwords(this, 'Admin', adminSecretName(workshop.name), 'workshop-admin')
    const secret = ocmSecret(this, workshop)
    const logins = new HandlerProvider(this, 'Logins', {
      entry: 'identity-provider',
      description: 'who may log in',
      environment: ocmEnvironment(secret),
      every: Duration.seconds(20),
    })
    for (const readable of [secret, this.admin]) readable.grantRead(logins.role)
    const who = { owner: cluster.owner, clusterId: cluster.clusterId }
    this.adminLogin = logins.resource('AdminLogin', 'WorkshopIdentityProvider', {
      ...who,
      name: 'instructor',
      usersSecretArn: this.admin.secretArn,
      group: 'cluster-admins',
    } satisfies IdentityProviderInput)
    if (workshop.identity.kind === 'htpasswd') this.#attendees(deployment, logins, who)
  }

  #attendees(
    { workshop }: Deployment,
    logins: HandlerProvider,
    who: Pick<IdentityProviderInput, 'owner' | 'clusterId'>,
  ): void {
    const all = passwords(this, 'All', attendeesSecretName(workshop.name))
    const makers = new HandlerProvider(this, 'Passwords', {
      entry: 'attendee-passwords',
      description: 'passwords of the attendees',
      environment: {},
      every: Duration.seconds(15),
    })
    all.grantRead(makers.role)
    all.grantWrite(makers.role)
    const made = makers.resource('Attendees', 'WorkshopAttendees', {
      owner: who.owner,
      secretArn: all.secretArn,
      users: attendeesOf(workshop)
        .map(({ user }) => user)
        .join(),
    } satisfies AttendeesInput)

    all.grantRead(logins.role)
    logins.resource('AttendeeLogins', 'WorkshopIdentityProvider', {
      ...who,
      name: workshop.name,
      usersSecretArn: all.secretArn,
      usersVersion: made.getAttString('version'),
    } satisfies IdentityProviderInput)
  }
}
