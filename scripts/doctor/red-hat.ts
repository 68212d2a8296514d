// SPDX-License-Identifier: Apache-2.0
import { ocmSecret } from '../../infra/aws/handlers/properties.ts'
import { createOcmClient, isOcmError, type OcmClient } from '../../infra/aws/ocm/index.ts'
import { rolePrefixOf } from '../../infra/aws/role-prefix.ts'
import type { Plan } from '../../infra/capacity/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import type { AwsIdentity, AwsSettings } from '../aws/session.ts'
import { bad, type Chapter, type Env, type Finding, messageOf, notApplicable, ok, warn } from './finding.ts'
import { type KeptSecret, keepCommand, keptSecret } from './kept-secret.ts'

const TITLE = 'Red Hat'
const NAMES = ['account', 'billing', 'OpenShift version', 'GPU in ROSA'] as const
const ACTIVATE =
  'Once: rosa login --client-id … --client-secret …, then rosa whoami. Service accounts: console.redhat.com/iam/service-accounts.'

/** So long one question may take, ms: a doctor who keeps one waiting is not asked again. */
const PATIENCE_MS = 20_000

interface ServiceAccount {
  readonly clientId: string
  readonly clientSecret: string
}

/** The service account, from where the stacks read it, or from the environment. */
async function serviceAccount(
  { aws }: Workshop,
  env: Env,
  identity: AwsIdentity,
  settings: AwsSettings,
): Promise<KeptSecret<ServiceAccount>> {
  const what = 'service account'
  const wanted = { what, name: aws.secrets.ocm, schema: ocmSecret, shape: '{"clientId": "…", "clientSecret": "…"}' }
  const { OCM_CLIENT_ID: clientId, OCM_CLIENT_SECRET: clientSecret } = env
  const fromEnv = clientId && clientSecret ? { clientId, clientSecret } : null
  if (identity.kind === 'known') {
    const { finding, content } = await keptSecret(wanted, settings)
    return { finding, content: content ?? fromEnv }
  }
  const fix = `Keep it: ${keepCommand(wanted, settings)}`
  const finding =
    fromEnv === null
      ? notApplicable(what, 'no OCM_CLIENT_ID here, and no AWS credentials to look for it', fix)
      : warn(what, 'in OCM_CLIENT_ID; whether AWS has it is not known', fix)
  return { finding, content: fromEnv }
}

/** One question; what cannot be asked is told, and never thrown. */
async function asked(name: string, fix: string, ask: (signal: AbortSignal) => Promise<Finding>): Promise<Finding> {
  try {
    return await ask(AbortSignal.timeout(PATIENCE_MS))
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return warn(
        name,
        `OCM did not answer within ${PATIENCE_MS / 1_000} s`,
        'Look at status.redhat.com, and try again.',
      )
    return bad(name, messageOf(error), fix)
  }
}

const billing = (ocm: OcmClient, organization: string | undefined, { aws }: Workshop, identity: AwsIdentity) =>
  asked(
    'billing',
    'Enable ROSA with hosted control planes, and link your Red Hat account: console.aws.amazon.com/rosa',
    async (signal) => {
      const fix = 'Enable ROSA with hosted control planes, and link your Red Hat account: console.aws.amazon.com/rosa'
      if (organization === undefined) return bad('billing', 'the account is of no organization', ACTIVATE)
      const accounts = await ocm.account.billingAccounts(organization, signal)
      const wanted = aws.billingAccount ?? aws.account ?? (identity.kind === 'known' ? identity.account : undefined)
      if (accounts.length === 0) return bad('billing', 'ROSA is not enabled: no AWS account can be billed', fix)
      if (wanted === undefined) return warn('billing', `linked: ${accounts.join(', ')}`, 'Set aws.billingAccount.')
      return accounts.includes(wanted)
        ? ok('billing', `ROSA is enabled, and ${wanted} pays`)
        : bad(
            'billing',
            `${wanted} is not linked; linked are ${accounts.join(', ')}`,
            `Link it at console.aws.amazon.com/rosa, or set aws.billingAccount.`,
          )
    },
  )

const version = (ocm: OcmClient, { cluster }: Workshop) =>
  asked('OpenShift version', 'Set cluster.openshift.', async (signal) => {
    const name = 'OpenShift version'
    const all = await ocm.account.versions('stable', signal)
    const wanted = cluster.openshift
    const found = all.find(({ raw_id }) => raw_id === wanted || raw_id.startsWith(`${wanted}.`))
    if (found !== undefined) return ok(name, `${found.raw_id} is offered with hosted control planes`)
    const minors = [...new Set(all.map(({ raw_id }) => raw_id.split('.').slice(0, 2).join('.')))]
    return bad(name, `${wanted} is not offered; offered: ${minors.join(', ') || 'nothing'}`, 'Set cluster.openshift.')
  })

const machineType = (ocm: OcmClient, plan: Plan, identity: AwsIdentity) =>
  asked('GPU in ROSA', 'Set aws.zones, region or gpu.instance.', async (signal) => {
    const name = 'GPU in ROSA'
    const { workshop, instance } = plan
    const account = workshop.aws.account ?? (identity.kind === 'known' ? identity.account : undefined)
    const zone = workshop.aws.zones?.[0]
    if (account === undefined || zone === undefined)
      return notApplicable(name, 'needs an AWS account and aws.zones', 'Set aws.zones in the workshop file.')
    const role = `${rolePrefixOf(workshop)}-HCP-ROSA-Installer-Role`
    try {
      const where = { region: workshop.region, zones: [zone], installerRoleArn: `arn:aws:iam::${account}:role/${role}` }
      const types = await ocm.account.machineTypes(where, signal)
      return types.some(({ id }) => id === instance.id)
        ? ok(name, `ROSA offers ${instance.id} in ${zone}`)
        : bad(name, `ROSA does not offer ${instance.id} in ${zone}`, 'Set aws.zones, region or gpu.instance.')
    } catch (error) {
      // OCM looks with the installer's role, which a first deployment makes.
      if (!isOcmError(error, 'REFUSED', 'NOT_FOUND', 'FORBIDDEN')) throw error
      const fix = `Make the role first, it costs nothing: npx cdk deploy ${workshop.name}-identity`
      return notApplicable(name, `OCM cannot look without the role ${role} (${messageOf(error)})`, fix)
    }
  })

/** The Red Hat account: is it activated, may it make clusters, who pays, what does ROSA offer? */
export async function redHatChapter(
  workshop: Workshop,
  plan: Plan | null,
  env: Env,
  identity: AwsIdentity,
  settings: AwsSettings,
): Promise<Chapter> {
  if (workshop.cluster.existing)
    return { title: TITLE, findings: NAMES.map((name) => notApplicable(name, 'the cluster is there already')) }
  const { finding, content: account } = await serviceAccount(workshop, env, identity, settings)
  if (account === null)
    return {
      title: TITLE,
      findings: [finding, ...NAMES.map((name) => notApplicable(name, 'needs the service account'))],
    }
  const { OCM_API_URL: apiUrl, OCM_TOKEN_URL: tokenUrl } = env
  const ocm = createOcmClient({
    ...account,
    timeoutMs: 10_000,
    ...(apiUrl ? { apiUrl } : {}),
    ...(tokenUrl ? { tokenUrl } : {}),
  })
  let organization: string | undefined
  const first = await asked('account', ACTIVATE, async (signal) => {
    const { username, organization: of } = await ocm.account.current(signal)
    organization = of?.id
    return ok('account', `${username ?? 'activated'}${of?.name === undefined ? '' : `, ${of.name}`}`)
  })
  if (first.state !== 'ok')
    return {
      title: TITLE,
      findings: [finding, first, ...NAMES.slice(1).map((name) => notApplicable(name, 'needs the account'))],
    }
  const more = [billing(ocm, organization, workshop, identity), version(ocm, workshop)]
  if (plan !== null) more.push(machineType(ocm, plan, identity))
  return { title: TITLE, findings: [finding, first, ...(await Promise.all(more))] }
}
