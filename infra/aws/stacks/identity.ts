// SPDX-License-Identifier: Apache-2.0
import { CfnJson, Duration, type Stage } from 'aws-cdk-lib'
import {
  ArnPrincipal,
  CfnOIDCProvider,
  type IPrincipal,
  type Role,
  ServicePrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam'
import type { OidcConfigInput } from '../handlers/properties.ts'
import { keepCfnJsonLogs } from './cfn-json-logs.ts'
import type { Deployment } from './deployment.ts'
import { HandlerProvider } from './handler-provider.ts'
import { RosaRole } from './rosa-role.ts'
import { ACCOUNT_ROLES, type AccountRole, OPERATOR_ROLES, operatorRoleName, RED_HAT_INSTALLER } from './rosa-roles.ts'
import { ocmEnvironment, ocmSecret } from './secrets.ts'
import { WorkshopPart } from './workshop-part.ts'

/**
 * Who the cluster is to AWS: its issuer of tokens, the three roles of the account and the eight of its operators. All of
 * it has to be there until the cluster is gone; a cluster without its roles cannot be taken down, and bills on.
 */
export class IdentityStack extends WorkshopPart {
  readonly oidcConfigId: string
  readonly accountRoles: Readonly<Record<AccountRole, Role>>

  constructor(stage: Stage, deployment: Deployment) {
    super(stage, 'identity', deployment, 'roles of the cluster')
    const { rolePrefix } = deployment
    const secret = ocmSecret(this, deployment.workshop)
    const provider = new HandlerProvider(this, 'OidcConfigs', {
      entry: 'oidc-config',
      description: 'OIDC config of the cluster',
      environment: ocmEnvironment(secret),
      every: Duration.seconds(15),
    })
    secret.grantRead(provider.role)
    const config = provider.resource('OidcConfig', 'WorkshopOidcConfig', {
      owner: this.owner,
    } satisfies OidcConfigInput)
    this.oidcConfigId = config.getAttString('id')
    const issuer = new CfnOIDCProvider(this, 'Issuer', {
      url: config.getAttString('issuerUrl'),
      clientIdList: ['openshift', 'sts.amazonaws.com'],
      thumbprintList: [config.getAttString('thumbprint')],
    })

    const accountRole = (role: AccountRole, assumedBy: IPrincipal): Role => {
      const { tail, policy, type } = ACCOUNT_ROLES[role]
      const tags = { rosa_role_prefix: rolePrefix, rosa_role_type: type }
      return new RosaRole(this, tail, { roleName: `${rolePrefix}-${tail}`, assumedBy, policy, tags })
    }
    this.accountRoles = {
      installer: accountRole('installer', new ArnPrincipal(RED_HAT_INSTALLER)),
      support: accountRole('support', new ArnPrincipal(config.getAttString('supportPrincipal'))),
      worker: accountRole('worker', new ServicePrincipal('ec2.amazonaws.com')),
    }

    const issuerHost = config.getAttString('issuerHost')
    for (const operator of OPERATOR_ROLES) {
      const { namespace, name, policy, serviceAccounts } = operator
      const id = `${namespace}-${name}`
      // The key of the condition is known only once the issuer is.
      const subjects = new CfnJson(this, `${id}-subjects`, {
        value: { [`${issuerHost}:sub`]: serviceAccounts.map((account) => `system:serviceaccount:${account}`) },
      })
      new RosaRole(this, id, {
        roleName: operatorRoleName(rolePrefix, operator),
        assumedBy: new WebIdentityPrincipal(issuer.attrArn, { StringEquals: subjects }),
        policy,
        tags: { operator_namespace: namespace, operator_name: name },
      })
    }
    keepCfnJsonLogs(this)
  }
}
