// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import type { Plan } from '../../infra/capacity/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import type { AwsIdentity, AwsSettings } from '../aws/session.ts'
import { bad, type Chapter, type Env, type Finding, messageOf, notApplicable, ok, warn } from './finding.ts'
import { type KeptSecret, keepCommand, keptSecret } from './kept-secret.ts'

const TITLE = 'What is downloaded'

function ocFinding(env: Env): Finding {
  const found = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, 'oc'))
    .find(existsSync)
  return found === undefined
    ? warn(
        'oc',
        'not on the PATH; deploying needs none, looking into the cluster does',
        'Get it from the console of any cluster: ? → Command line tools.',
      )
    : ok('oc', found)
}

const REGISTRY = 'registry.redhat.io'
const Auths = z.object({ auths: z.record(z.string(), z.unknown()) })

/** Where podman, docker and skopeo keep what they log in with. */
function authFiles(env: Env): string[] {
  const home = env.HOME || homedir()
  return [
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'containers/auth.json')] : []),
    join(home, '.config/containers/auth.json'),
    join(home, '.docker/config.json'),
  ]
}

function hasRegistry(file: string): boolean {
  try {
    return REGISTRY in Auths.parse(JSON.parse(readFileSync(file, 'utf8'))).auths
  } catch {
    return false
  }
}

function pullSecretFinding({ cluster }: Workshop, env: Env): Finding {
  const name = 'pull secret'
  if (!cluster.existing) return notApplicable(name, `ROSA gives a cluster the one of its account, ${REGISTRY} included`)
  const found = authFiles(env).find(hasRegistry)
  return found === undefined
    ? warn(
        name,
        `no login to ${REGISTRY} on this machine; your cluster needs one for the models`,
        `Get it at console.redhat.com/openshift/install/pull-secret, and put it into openshift-config/pull-secret.`,
      )
    : ok(name, `${REGISTRY} is in ${found}; your cluster needs it too`)
}

/** The repositories on Hugging Face from which weights come. */
export const huggingFaceRepositories = ({ models }: Plan): string[] => [
  ...new Set(models.flatMap(({ model }) => (model.uri.startsWith('hf://') ? [model.uri.slice('hf://'.length)] : []))),
]

async function token(
  { aws }: Workshop,
  env: Env,
  identity: AwsIdentity,
  settings: AwsSettings,
): Promise<KeptSecret<string>> {
  const what = 'Hugging Face token'
  const schema = z.object({ token: z.string().min(1) }).transform((secret) => secret.token)
  const wanted = { what, name: aws.secrets.huggingFace, schema, shape: '{"token": "hf_…"}' }
  if (env.HF_TOKEN) return { finding: ok(what, 'in HF_TOKEN'), content: env.HF_TOKEN }
  if (identity.kind === 'known') return keptSecret(wanted, settings)
  const fix = `Make one at huggingface.co/settings/tokens (read), and keep it: ${keepCommand(wanted, settings)}`
  return { finding: notApplicable(what, 'no HF_TOKEN here, and no AWS credentials to look for it', fix), content: null }
}

/** May the token download these weights? Asked without downloading them. */
async function licenceFinding(repository: string, bearer: string, ask: typeof fetch): Promise<Finding> {
  const page = `huggingface.co/${repository}`
  try {
    const answer = await ask(`https://huggingface.co/${repository}/resolve/main/config.json`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${bearer}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
    if (answer.status < 400) return ok(repository, 'its weights may be downloaded')
    if (answer.status === 401)
      return bad(repository, 'the token is not accepted (401)', 'Make a new one at huggingface.co/settings/tokens.')
    if (answer.status === 403)
      return bad(repository, 'its licence is not accepted by your account (403)', `Accept it at ${page}.`)
    if (answer.status === 404)
      return bad(
        repository,
        'there is no such repository, or it is hidden from you (404)',
        `Look at ${page}; is models.*.uri right?`,
      )
    return warn(repository, `Hugging Face answers ${answer.status}`, 'Try again.')
  } catch (error) {
    return warn(repository, `Hugging Face does not answer: ${messageOf(error)}`, 'Check the way to the internet.')
  }
}

/** What comes from elsewhere: tools, images, weights. */
export async function downloadsChapter(
  workshop: Workshop,
  plan: Plan | null,
  env: Env,
  identity: AwsIdentity,
  settings: AwsSettings,
  ask: typeof fetch = fetch,
): Promise<Chapter> {
  const findings = [ocFinding(env), pullSecretFinding(workshop, env)]
  const repositories = plan === null ? [] : huggingFaceRepositories(plan)
  if (repositories.length === 0) {
    findings.push(notApplicable('Hugging Face token', 'no weights come from there'))
    return { title: TITLE, findings }
  }
  const { finding, content: bearer } = await token(workshop, env, identity, settings)
  const looked = repositories.map((repository) =>
    bearer === null
      ? notApplicable(repository, 'needs the token', `Its licence: huggingface.co/${repository}.`)
      : licenceFinding(repository, bearer, ask),
  )
  findings.push(finding, ...(await Promise.all(looked)))
  return { title: TITLE, findings }
}
