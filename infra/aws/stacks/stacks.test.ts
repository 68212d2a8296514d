// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { nodeGroups, WAVES } from '#cluster'
import type { WorkshopInput } from '#workshop'
import { resourcesOf, type Synthesized, type SynthesizedTemplate, synthesized } from './test/synthesized.ts'

const LAB: WorkshopInput = {
  name: 'voice-lab',
  attendees: 24,
  schedule: { end: '2026-12-01T18:00:00+01:00' },
  budget: { usd: 5_000 },
  aws: { alarms: ['teacher@example.com'] },
}
const RESERVATION = 'cr-0123456789abcdef0'

let lab: Synthesized
let reserved: Synthesized
beforeAll(() => {
  // CloudFormation's rules take seconds to load; synthesis.test.ts holds every kind of workshop against them.
  vi.stubEnv('CDK_VALIDATION', 'false')
  lab = synthesized(LAB)
  reserved = synthesized({
    ...LAB,
    gpu: { reservation: RESERVATION },
    aws: { zones: ['us-east-2b', 'us-east-2a'], workers: { count: 4, instance: 'm7i.4xlarge' } },
  })
}, 60_000)
afterAll(() => vi.unstubAllEnvs())

const only = (template: SynthesizedTemplate, type: string) => {
  const found = resourcesOf(template, type)
  expect(found, type).toHaveLength(1)
  return found[0]?.[1].Properties ?? {}
}
const every = () => lab.parts.map((part) => [part, lab.template(part)] as const)

describe('what costs money', () => {
  it('the GPU pools have the nodes, the type and the labels of the plan', () => {
    const pools = resourcesOf(lab.template('gpu'), 'Custom::WorkshopNodePool').map(([, { Properties }]) => Properties)
    const groups = nodeGroups(lab.plan)
    expect(pools).toHaveLength(groups.length)
    expect(pools.reduce((sum, { replicas }) => sum + Number(replicas), 0)).toBe(lab.plan.layout.nodes.length)
    expect(pools[0]).toMatchObject({
      poolId: 'gpu',
      instanceType: 'p5en.48xlarge',
      labels: groups[0]?.labels,
      taints: groups[0]?.taints,
    })
    expect(pools[0]).not.toHaveProperty('reservationId')
  })

  it('a reservation is passed on, its GPU nodes are in its zone, and while it has not begun they are skipped', () => {
    expect(only(reserved.template('gpu'), 'Custom::WorkshopNodePool')).toMatchObject({
      reservationId: RESERVATION,
      whenInactive: 'skip',
      attempt: '2026-11-20T12:00:00.000Z',
    })
    const subnets = resourcesOf(reserved.template('network'), 'AWS::EC2::Subnet')
    expect(subnets.map(([, { Properties }]) => Properties.AvailabilityZone).sort()).toEqual([
      'us-east-2a',
      'us-east-2a',
      'us-east-2b',
      'us-east-2b',
    ])
    const gpuSubnet = JSON.stringify(only(reserved.template('gpu'), 'Custom::WorkshopNodePool').subnetId)
    const exported = Object.entries(reserved.template('network').Outputs).find(([id]) => gpuSubnet.includes(id))
    const { Ref } = z.object({ Ref: z.string() }).parse(exported?.[1].Value)
    expect(reserved.template('network').Resources[Ref]?.Properties.AvailabilityZone).toBe('us-east-2b')
  })

  it('-c gpu=parked keeps the pools and takes their nodes', () => {
    const parked = synthesized(LAB, { parked: true })
    expect(only(parked.template('gpu'), 'Custom::WorkshopNodePool')).toMatchObject({ poolId: 'gpu', replicas: 0 })
  })

  it('the workers are those of the file', () => {
    expect(only(reserved.template('cluster'), 'Custom::WorkshopCluster')).toMatchObject({
      workers: 4,
      workerInstanceType: 'm7i.4xlarge',
    })
  })

  it('a NAT gateway for each zone, and no more', () => {
    expect(resourcesOf(lab.template('network'), 'AWS::EC2::NatGateway')).toHaveLength(1)
    expect(resourcesOf(reserved.template('network'), 'AWS::EC2::NatGateway')).toHaveLength(2)
  })

  it('images come from S3 past the NAT, and the flow of the network is logged for a week', () => {
    const endpoint = only(lab.template('network'), 'AWS::EC2::VPCEndpoint')
    expect(JSON.stringify(endpoint.ServiceName)).toMatch(/\.s3"/)
    expect(endpoint.VpcEndpointType).toBe('Gateway')
    expect(only(lab.template('network'), 'AWS::EC2::FlowLog')).toMatchObject({ TrafficType: 'ALL' })
    expect(only(lab.template('network'), 'AWS::Logs::LogGroup')).toMatchObject({ RetentionInDays: 7 })
  })

  it('the kill is set for the end of the schedule, once, with the cluster and its owner', () => {
    const kill = only(lab.template('safety'), 'AWS::Scheduler::Schedule')
    expect(kill).toMatchObject({
      ScheduleExpression: 'at(2026-12-01T17:00:00)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    })
    expect(JSON.stringify(kill.Target)).toContain('us-east-2/voice-lab')
    expect(JSON.stringify(kill.Target)).toMatch(/clusterName.{3,6}voice-lab/)
  })

  it('the reaper looks every hour, and a Capacity Block is drained under both names of its warning', () => {
    expect(only(lab.template('safety'), 'AWS::Events::Rule')).toMatchObject({ ScheduleExpression: 'rate(1 hour)' })
    const rules = resourcesOf(reserved.template('safety'), 'AWS::Events::Rule').map(([, { Properties }]) => Properties)
    expect(rules).toContainEqual(
      expect.objectContaining({
        EventPattern: {
          source: ['aws.ec2'],
          'detail-type': ['Capacity Block Expiration Warning', 'Capacity Block Reservation Expiration Warning'],
          detail: { 'capacity-reservation-id': [RESERVATION] },
        },
      }),
    )
  })

  it('the budget is that of the file, or what the plan costs, and tells the alarms', () => {
    const budget = only(lab.template('safety'), 'AWS::Budgets::Budget')
    expect(budget).toMatchObject({
      Budget: {
        BudgetLimit: { Amount: 5_000, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:workshop$voice-lab'] },
      },
    })
    expect(budget.NotificationsWithSubscribers).toHaveLength(4)
    const { budget: _, ...without } = LAB
    const planned = synthesized(without)
    expect(only(planned.template('safety'), 'AWS::Budgets::Budget')).toMatchObject({
      Budget: { BudgetLimit: { Amount: Math.ceil(planned.plan.cost.perDay) } },
    })
    expect(only(lab.template('safety'), 'AWS::SNS::Subscription')).toMatchObject({ Endpoint: 'teacher@example.com' })
    const alarms = resourcesOf(lab.template('safety'), 'AWS::CloudWatch::Alarm')
    expect(alarms).toHaveLength(2)
    for (const [, { Properties }] of alarms) expect(Properties.AlarmActions).toHaveLength(1)
  })
})

describe('what lets somebody in', () => {
  const trust = (role: Record<string, unknown>) =>
    z
      .object({
        AssumeRolePolicyDocument: z.object({
          Statement: z.tuple([
            z.object({ Action: z.string(), Principal: z.unknown(), Condition: z.unknown().optional() }),
          ]),
        }),
      })
      .parse(role).AssumeRolePolicyDocument.Statement[0]
  const roles = () => resourcesOf(lab.template('identity'), 'AWS::IAM::Role').map(([, { Properties }]) => Properties)
  const named = (name: string) => roles().find(({ RoleName }) => RoleName === name) ?? {}

  // Written out once more, from terraform-redhat/terraform-rhcs-rosa-hcp: a slip in the table lets somebody in.
  const OPERATORS: readonly [role: string, policy: string, ...subjects: string[]][] = [
    [
      'openshift-image-registry-installer-cloud-credentials',
      'ROSAImageRegistryOperatorPolicy',
      'openshift-image-registry:cluster-image-registry-operator',
      'openshift-image-registry:registry',
    ],
    [
      'openshift-ingress-operator-cloud-credentials',
      'ROSAIngressOperatorPolicy',
      'openshift-ingress-operator:ingress-operator',
    ],
    [
      'openshift-cluster-csi-drivers-ebs-cloud-credentials',
      'ROSAAmazonEBSCSIDriverOperatorPolicy',
      'openshift-cluster-csi-drivers:aws-ebs-csi-driver-operator',
      'openshift-cluster-csi-drivers:aws-ebs-csi-driver-controller-sa',
    ],
    [
      'openshift-cloud-network-config-controller-cloud-credentials',
      'ROSACloudNetworkConfigOperatorPolicy',
      'openshift-cloud-network-config-controller:cloud-network-config-controller',
    ],
    ['kube-system-kube-controller-manager', 'ROSAKubeControllerPolicy', 'kube-system:kube-controller-manager'],
    ['kube-system-capa-controller-manager', 'ROSANodePoolManagementPolicy', 'kube-system:capa-controller-manager'],
    ['kube-system-control-plane-operator', 'ROSAControlPlaneOperatorPolicy', 'kube-system:control-plane-operator'],
    ['kube-system-kms-provider', 'ROSAKMSProviderPolicy', 'kube-system:kms-provider'],
  ]

  it('each operator’s role trusts exactly its service accounts, by the issuer of this cluster', () => {
    const { template } = lab
    const subjects = resourcesOf(template('identity'), 'Custom::AWSCDKCfnJson')
    expect(subjects).toHaveLength(OPERATORS.length)
    for (const [name, policy, ...serviceAccounts] of OPERATORS) {
      const role = named(`v1uj-${name}`)
      const { Action, Principal, Condition } = trust(role)
      expect(Action).toBe('sts:AssumeRoleWithWebIdentity')
      expect(Principal).toEqual({ Federated: { 'Fn::GetAtt': ['Issuer', 'Arn'] } })
      const { StringEquals } = z
        .strictObject({ StringEquals: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Value')]) }) })
        .parse(Condition)
      const [id] = StringEquals['Fn::GetAtt']
      const { Value } = template('identity').Resources[id]?.Properties ?? {}
      const { 'Fn::Join': join } = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }).parse(Value)
      const accounts = serviceAccounts.map((account) => `"system:serviceaccount:${account}"`).join()
      expect(join[1][0]).toBe('{"')
      expect(JSON.stringify(join[1][1])).toMatch(/OidcConfig.*"issuerHost"/)
      expect(join[1].slice(2)).toEqual([`:sub":[${accounts}]}`])
      expect(JSON.stringify(role.ManagedPolicyArns)).toMatch(new RegExp(`service-role/${policy}"`))
    }
  })

  it('the roles of the account trust Red Hat’s installer, whom OCM names for support, and EC2', () => {
    expect(trust(named('v1uj-HCP-ROSA-Installer-Role')).Principal).toEqual({
      AWS: 'arn:aws:iam::710019948333:role/RH-Managed-OpenShift-Installer',
    })
    expect(JSON.stringify(trust(named('v1uj-HCP-ROSA-Support-Role')).Principal)).toMatch(
      /OidcConfig.*"supportPrincipal"/,
    )
    expect(trust(named('v1uj-HCP-ROSA-Worker-Role')).Principal).toEqual({ Service: 'ec2.amazonaws.com' })
  })

  it('no name of a role is longer than IAM allows, and all begin with the prefix', () => {
    const names = roles().flatMap(({ RoleName }) => (typeof RoleName === 'string' ? [RoleName] : []))
    expect(names).toHaveLength(11)
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(64)
      expect(name).toMatch(/^v1uj-/)
    }
  })

  it('a star as a resource stands only where it is acknowledged with its reason', () => {
    const stars = every().flatMap(([part, template]) =>
      resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
        z
          .object({ PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Resource: z.unknown() })) }) })
          .parse(Properties)
          .PolicyDocument.Statement.filter(({ Resource }) => Resource === '*')
          .map(({ Action }) => `${part}: ${[Action].flat().join()}`),
      ),
    )
    const loggers = stars.filter((star) => /: logs:CreateLogDelivery/.test(star))
    expect(stars.filter((star) => !loggers.includes(star))).toEqual(['gpu: ec2:DescribeCapacityReservations'])
    for (const { suppressedViolations } of lab.report.pluginReports)
      for (const { reason } of suppressedViolations) expect(reason.length).toBeGreaterThan(30)
  })

  it('no user, no access key, no open port, and only the two secrets that AWS itself fills', () => {
    for (const [, template] of every()) {
      const types = Object.values(template.Resources).map(({ Type }) => Type)
      for (const type of ['AWS::IAM::User', 'AWS::IAM::AccessKey', 'AWS::EC2::SecurityGroup'])
        expect(types).not.toContain(type)
    }
    const secrets = resourcesOf(lab.template('workshop'), 'AWS::SecretsManager::Secret')
    expect(secrets).toHaveLength(2)
    for (const [, { Properties }] of secrets) {
      expect(Properties).not.toHaveProperty('SecretString')
      expect(Properties).toHaveProperty('GenerateSecretString')
    }
  })

  it('nothing in a template or an output looks like a secret or resolves one', () => {
    for (const [part, template] of every()) {
      const text = JSON.stringify(template)
      expect(text, part).not.toMatch(/\{\{resolve:|hf_[A-Za-z0-9]{8}|BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}/)
      expect(text, part).not.toMatch(/"[^"]*(password|clientSecret|token)[^"]*":"[^"{]{8,}"/i)
    }
  })
})

describe('what is left afterwards', () => {
  it('is nothing: nothing is retained, and every log ends', () => {
    for (const [part, template] of every())
      for (const [id, { Type, Properties, DeletionPolicy }] of Object.entries(template.Resources)) {
        expect(DeletionPolicy ?? 'Delete', `${part} ${id}`).toBe('Delete')
        if (Type === 'AWS::Logs::LogGroup') expect(Properties.RetentionInDays, id).toBeLessThanOrEqual(30)
        if (Type === 'AWS::Lambda::Function') expect(Properties.LoggingConfig, id).toHaveProperty('LogGroup.Ref')
      }
  })

  it('no function may create a log group, or a late line would bring a deleted one back', () => {
    for (const [part, template] of every()) {
      expect(JSON.stringify(template), part).not.toContain('logs:CreateLogGroup')
      expect(JSON.stringify(template), part).not.toContain('AWSLambdaBasicExecutionRole')
    }
  })

  it('the cluster goes before its roles, its network and the kill switch; the GPU nodes and the workshop before it', () => {
    const before = (part: string): string[] => [
      ...new Set(lab.dependencies(part).flatMap((needed) => [needed, ...before(needed)])),
    ]
    expect(before('cluster').sort()).toEqual(['identity', 'network', 'safety'])
    expect(before('gpu')).toContain('cluster')
    expect(before('workshop')).toEqual(expect.arrayContaining(['gpu', 'cluster', 'identity']))
    expect(before('safety')).toEqual([])
  })

  it('within the identity, every role goes before the issuer, and the issuer before the OIDC config', () => {
    const { Resources } = lab.template('identity')
    const refers = (id: string) => JSON.stringify([Resources[id]?.Properties, Resources[id]?.DependsOn])
    for (const [id, { Properties }] of resourcesOf(lab.template('identity'), 'AWS::IAM::Role'))
      if (/openshift-|kube-system/.test(String(Properties.RoleName))) expect(refers(id), id).toContain('"Issuer"')
    const [config] = resourcesOf(lab.template('identity'), 'Custom::WorkshopOidcConfig')
    expect(refers('Issuer')).toContain(config?.[0])
  })
})

describe('what one is told', () => {
  const outputs = (part: string) => lab.template(part).Outputs

  it('the addresses of console, app and guide, what it costs, and what is not there yet', () => {
    expect(JSON.stringify(outputs('cluster').Console?.Value)).toContain('consoleUrl')
    expect(JSON.stringify(outputs('workshop').App?.Value)).toContain('https://voice-app-voice-lab-app.')
    expect(JSON.stringify(outputs('workshop').Guide?.Value)).toContain('https://guide-voice-lab-app.')
    expect(outputs('workshop').Cost?.Value).toContain(`${lab.plan.cost.perHour.toFixed(2)} USD an hour`)
    expect(outputs('workshop')).toMatchObject({ ModelsState: {}, AppState: {} })
    expect(JSON.stringify(reserved.template('gpu').Outputs.Next1?.Value)).toContain('"note"')
  })

  it('the waves go one after the other, after the administrator can log in', () => {
    const waves = resourcesOf(lab.template('workshop'), 'Custom::WorkshopWave')
    expect(waves.map(([, { Properties }]) => Properties.wave)).toEqual(WAVES.map(({ name }) => name))
    const [login] = resourcesOf(lab.template('workshop'), 'Custom::WorkshopIdentityProvider')
    expect(waves[0]?.[1].DependsOn).toContain(login?.[0])
    for (const [at, [id]] of waves.entries())
      if (at + 1 < waves.length) expect(waves[at + 1]?.[1].DependsOn).toContain(id)
  })

  it('who logs in with what they have already gets no password', () => {
    const users = Array.from({ length: 24 }, (_, i) => `pupil-${i}`)
    const { template } = synthesized({ ...LAB, identity: { kind: 'existing', users } })
    expect(resourcesOf(template('workshop'), 'Custom::WorkshopAttendees')).toEqual([])
    expect(resourcesOf(template('workshop'), 'Custom::WorkshopIdentityProvider')).toHaveLength(1)
  })
})

describe('everything is told apart', () => {
  const UNTAGGABLE =
    /^Custom::|::(Policy|TopicPolicy|Permission|Subscription|Route|SubnetRouteTableAssociation|VPCGatewayAttachment)$|^AWS::Scheduler::Schedule$/

  it('by tags on whatever can carry one, nodes of the cluster included', () => {
    const expected = [
      { Key: 'workshop', Value: 'voice-lab' },
      { Key: 'workshop:expires-at', Value: '2026-12-01T17:00:00Z' },
    ]
    let tagged = 0
    for (const [part, template] of every())
      for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
        if (UNTAGGABLE.test(Type)) continue
        const tags = Properties.Tags ?? Properties.ResourceTags
        expect(tags, `${part} ${id} ${Type}`).toEqual(expect.arrayContaining(expected))
        tagged += 1
      }
    expect(tagged).toBeGreaterThan(60)
    const tags = { workshop: 'voice-lab', 'workshop:expires-at': '2026-12-01T17:00:00Z' }
    expect(only(lab.template('cluster'), 'Custom::WorkshopCluster').tags).toEqual(tags)
    expect(only(lab.template('gpu'), 'Custom::WorkshopNodePool').tags).toEqual(tags)
  })

  it('subnets for load balancers of the right kind', () => {
    const subnets = resourcesOf(lab.template('network'), 'AWS::EC2::Subnet').map(([, { Properties }]) =>
      JSON.stringify(Properties.Tags),
    )
    expect(subnets.filter((tags) => tags.includes('kubernetes.io/role/elb'))).toHaveLength(1)
    expect(subnets.filter((tags) => tags.includes('kubernetes.io/role/internal-elb'))).toHaveLength(1)
  })
})
