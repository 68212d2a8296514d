// SPDX-License-Identifier: Apache-2.0
import { type ClusterAccess, clusterAt } from '#cluster/apply'
import type { Waiting } from './custom-resource.ts'
import { logIn } from './openshift-login.ts'
import { secretJson } from './secret-json.ts'
import { clusterSecret, loginSecret, type WaveProperties } from './wave-properties.ts'
import type { WaveWorld } from './wave-world.ts'

/** The way into a cluster: a token made for this invocation by logging in, or one that is kept. Neither is logged. */
export async function clusterWay(
  { secretArn, apiUrl }: Pick<WaveProperties, 'secretArn' | 'apiUrl'>,
  { readSecret, redactor, fetch }: WaveWorld,
): Promise<ClusterAccess | Waiting> {
  const text = await readSecret(secretArn)
  if (apiUrl === undefined) {
    const shape = '{"server": "https://api…:6443", "token": "…", "ca": "PEM, if not public"}'
    const { server, token, ca } = secretJson(text, clusterSecret, secretArn, shape)
    redactor.hide(token)
    return clusterAt(server, token, ca === undefined ? undefined : Buffer.from(ca).toString('base64'))
  }
  const login = secretJson(text, loginSecret, secretArn, '{"username": "…", "password": "…"}')
  redactor.hide(login.password)
  const answer = await logIn(apiUrl, login, fetch)
  if (answer.kind === 'not-yet') return { waitingFor: `the login to ${apiUrl}: ${answer.why}` }
  redactor.hide(answer.token)
  return clusterAt(apiUrl, answer.token)
}
