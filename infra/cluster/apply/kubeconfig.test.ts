// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clientOf } from './client.ts'
import { clusterAt, currentCluster } from './kubeconfig.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const config = (context: string | null, name = 'one') => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name, cluster: { server: `https://${name}.example.com:6443` } }],
  users: [{ name, user: { token: 't' } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  ...(context !== null && { 'current-context': context }),
})

describe('the cluster of the current context', () => {
  it('is the one oc would use, also of several files', () => {
    expect(currentCluster({ KUBECONFIG: file('one', config('one')) })).toMatchObject({
      context: 'one',
      server: 'https://one.example.com:6443',
    })
    const both = [file('first', config('two')), file('second', config(null, 'two'))].join(delimiter)
    expect(currentCluster({ KUBECONFIG: both }).server).toBe('https://two.example.com:6443')
  })

  it.each([
    ['no file', join(folder, 'nowhere'), /There is no kubeconfig at .*nowhere\. Log in with 'oc login'/],
    ['a broken file', file('broken', 'clusters: ['), /broken cannot be read: .* Log in with/s],
    ['a file without a context', file('none', config(null)), /There is no current context in .*none/],
    ['a context without a cluster', file('lost', config('other')), /current context 'other' of .* names no cluster/],
  ])('%s says what to do', (_, KUBECONFIG, words) => {
    expect(() => currentCluster({ KUBECONFIG })).toThrow(
      expect.objectContaining({ code: 'NO_CLUSTER', message: expect.stringMatching(words) }),
    )
  })

  it('that does not answer is told with its address and without the token', async () => {
    const client = clientOf(clusterAt('http://127.0.0.1:9', 'secret-token'))
    const error: unknown = await client
      .read({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('http://127.0.0.1:9 does not answer (ECONNREFUSED)'),
    })
    expect(String(error)).not.toContain('secret-token')
  })
})
