// SPDX-License-Identifier: Apache-2.0
// The instructor's commands, from an empty cluster to the cards and back, as a person types them.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { OpenShift, PACKAGES } from '../../infra/cluster/apply/test/openshift.ts'
import { writeCard } from '../connect/card.ts'
import { main } from '../kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-cluster-'))
const file = (name: string): string => join(folder, name)
const WORKSHOP = `name: lab
attendees: 2
cluster: { existing: true, openshift: "4.20" }
gpu: { instance: p5en.48xlarge }
attendeesServe: none
`

let openshift: OpenShift
let controllers: NodeJS.Timeout
let models: Server
let modelsUrl = ''

/** A model server that answers everything; its voice hums. */
function startModels(): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer sa-token') {
      response.writeHead(401).end('{}')
      return
    }
    request.resume().on('end', () => {
      if (request.url?.endsWith('/audio/speech')) {
        const pcm = Buffer.alloc(48_000)
        for (let i = 0; i < 24_000; i += 1) pcm.writeInt16LE(Math.round(Math.sin(i / 20) * 8_000), i * 2)
        response.writeHead(200, { 'content-type': 'audio/pcm' }).end(pcm)
      } else if (request.url?.endsWith('/models')) response.end('{"data":[]}')
      else if (request.url?.endsWith('/audio/voices')) response.writeHead(404).end('{}')
      else if (request.url?.endsWith('/audio/transcriptions')) response.end('{"text":"One pizza, please."}')
      else response.end('{"choices":[{"message":{"content":"Hello"}}]}')
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

beforeAll(async () => {
  openshift = await OpenShift.start(PACKAGES)
  const { store } = openshift.api
  const ingress = { apiVersion: 'config.openshift.io/v1', kind: 'Ingress', metadata: { name: 'cluster' } }
  store.put({ ...ingress, spec: { domain: 'apps.real.example' } })
  const others = { name: 'corporate', type: 'LDAP' }
  store.put({
    apiVersion: 'config.openshift.io/v1',
    kind: 'OAuth',
    metadata: { name: 'cluster' },
    spec: { identityProviders: [others] },
  })
  models = await startModels()
  const address = models.address()
  modelsUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`
  // What a cluster adds by itself: hosts of routes, tokens of accounts.
  controllers = setInterval(() => {
    openshift.step()
    for (const route of store.list('Route'))
      store.update(route, (live) => ({
        ...live,
        spec: { ...JSON.parse(JSON.stringify(route.spec)), host: `${route.metadata.name}.apps.real.example` },
      }))
    for (const secret of store.list('Secret'))
      if (secret.type === 'kubernetes.io/service-account-token')
        store.update(secret, (live) => ({ ...live, data: { token: Buffer.from('sa-token').toString('base64') } }))
  }, 250)
  const cluster = { server: openshift.api.url, 'insecure-skip-tls-verify': true }
  writeFileSync(
    file('kubeconfig'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token: 'a-token' } }],
      contexts: [{ name: 'classroom', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'classroom',
    }),
  )
  writeFileSync(file('workshop.yaml'), WORKSHOP)
  vi.stubEnv('KUBECONFIG', file('kubeconfig'))
  vi.stubEnv('HF_TOKEN', 'hf_for_tests')
})
afterAll(async () => {
  clearInterval(controllers)
  vi.unstubAllEnvs()
  await openshift.stop()
  models.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One command line, what it said and how it ended. */
async function kit(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const into = (where: 'out' | 'err') => (text: unknown) => {
    said[where] += String(text)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
    vi.spyOn(console, 'error').mockImplementation(into('err')),
  ]
  try {
    const code = await main(args)
    return { code, ...said }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
const WITH = ['--workshop', file('workshop.yaml')]

describe('./kit on a cluster', () => {
  it('apply puts everything there and has app and guide built', { timeout: 120_000 }, async () => {
    const { code, out, err } = await kit('apply', '--no-gpu', ...WITH)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('context classroom')
    expect(out).toContain('Secret lab-models/hugging-face made')
    expect(out).toMatch(/app: \d+ created/)
    expect(out).toContain('Everything is ready.')
    expect(out + err).not.toContain('hf_for_tests')
    for (const name of ['voice-app', 'guide'])
      expect(gunzipSync(openshift.api.uploads.get(name) ?? Buffer.alloc(0)).includes('Containerfile')).toBe(true)
  })

  it('apply again leaves it as it is; a dry run changes nothing', { timeout: 60_000 }, async () => {
    const again = await kit('apply', '--no-gpu', ...WITH)
    expect(again.out.match(/ready as it was/g)).toHaveLength(6)
    clearInterval(controllers)
    const versions = openshift.api.store.version
    const dry = await kit('apply', '--dry-run', ...WITH)
    expect(dry).toMatchObject({ code: 0 })
    expect(dry.out).toContain('Nothing was changed.')
    expect(openshift.api.store.version).toBe(versions)
    controllers = setInterval(openshift.step, 250)
  })

  it('attendees makes logins and cards; the other logins of the cluster stay', { timeout: 60_000 }, async () => {
    const { code, err } = await kit('attendees', '--csv', file('cards.csv'), '--cards', file('cards'), ...WITH)
    expect(err).toContain('2 people')
    expect(code).toBe(0)
    const [head, first, ...rest] = readFileSync(file('cards.csv'), 'utf8').trim().split('\r\n')
    expect(head).toBe('number,login,password,project,team,team_project,console,app,guide,card')
    expect(first).toMatch(
      /^1,attendee-01,(\w{4}-){3}\w{4},lab-attendee-01,,,,https:\/\/voice-app\.apps\.real\.example,https:\/\/guide\..*,voice-card-1\./,
    )
    expect(rest).toHaveLength(1)
    expect(statSync(file('cards.csv')).mode & 0o777).toBe(0o600)
    expect(readdirSync(file('cards'))).toEqual(['attendee-01.card', 'attendee-02.card'])
    const oauth = openshift.api.store.find('OAuth', 'cluster')
    expect(JSON.parse(JSON.stringify(oauth)).spec.identityProviders).toMatchObject([
      { name: 'corporate' },
      { name: 'lab', type: 'HTPasswd' },
    ])
    const password = first?.split(',')[2] ?? ''
    const { compare } = await import('bcryptjs')
    const secret = JSON.parse(JSON.stringify(openshift.api.store.find('Secret', 'lab-htpasswd')))
    const [, hash = ''] = Buffer.from(secret.data.htpasswd, 'base64').toString().split('\n')[0]?.split(/:(.*)/) ?? []
    expect(await compare(password, hash)).toBe(true)

    const twice = await kit('attendees', '--csv', ...WITH)
    expect(twice.out.split('\r\n')[1]?.split(',')[2]).toBe(password)
    expect(twice.err).toBe('')
  })

  it('delete asks for the name, and takes away only what the kit made', { timeout: 60_000 }, async () => {
    expect(await kit('delete', ...WITH)).toMatchObject({ code: 2, err: expect.stringContaining('--confirm lab') })
    const { code, out } = await kit('delete', '--confirm', 'lab', ...WITH)
    expect(code).toBe(0)
    expect(out).toContain('objects deleted')
    const { store } = openshift.api
    const left = store
      .all()
      .filter(({ object }) => JSON.stringify(object.metadata).includes('voice-agent-workshop-kit'))
    expect(left).toEqual([])
    const oauth = JSON.parse(JSON.stringify(store.find('OAuth', 'cluster')))
    expect(oauth.spec.identityProviders).toMatchObject([{ name: 'corporate' }])
  })
})

describe('./kit connect', () => {
  const card = (key: string, url = modelsUrl): string =>
    writeCard({
      workshop: 'lab',
      user: 'attendee-01',
      settings: {
        ...{ STT_BASE_URL: url, STT_API_KEY: key, STT_MODEL: 'm' },
        ...{ LLM_BASE_URL: url, LLM_API_KEY: key, LLM_MODEL: 'm' },
        ...{ TTS_BASE_URL: url, TTS_API_KEY: key, TTS_MODEL: 'm' },
      },
    })

  it('writes what only the owner may read, keeps the rest, and tries all three models', async () => {
    writeFileSync(file('.env'), '# mine\nLOG_LEVEL=debug\n')
    const { code, out, err } = await kit('connect', card('sa-token'), '--env', file('.env'))
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/✔ +speech to text +m +listens/)
    expect(out).toMatch(/✔ +language model +m +answers/)
    expect(out).toMatch(/✔ +text to speech +m +speaks \(1\.0 s of sound\)/)
    const text = readFileSync(file('.env'), 'utf8')
    expect(text).toContain('# mine\nLOG_LEVEL=debug\n')
    expect(text).toContain('LLM_API_KEY=sa-token\n')
    expect(statSync(file('.env')).mode & 0o777).toBe(0o600)
    expect(out).not.toContain('sa-token')
  })

  it('replaces other settings only when told to', async () => {
    const before = readFileSync(file('.env'), 'utf8')
    const refused = await kit('connect', card('other-key'), '--env', file('.env'))
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringMatching(/STT_API_KEY.*Nothing was written; give --force/),
    })
    expect(refused.err).not.toContain('other-key')
    expect(readFileSync(file('.env'), 'utf8')).toBe(before)
  })

  it('says which model does not answer, and why', async () => {
    const { code, out, err } = await kit('connect', card('wrong-key'), '--env', file('.env'), '--force')
    expect(code).toBe(1)
    expect(err).toContain('3 of 3 models did not answer')
    expect(out).toMatch(/✘ +language model +m +HTTP 401\. The key is not taken: ask for a new card\./)
    expect(out + err).not.toContain('wrong-key')
    const gone = await startModels()
    const port = gone.address()
    const url = `http://127.0.0.1:${typeof port === 'object' && port !== null ? port.port : 0}/v1`
    await new Promise((resolve) => gone.close(resolve))
    const nobody = await kit('connect', card('k', url), '--env', file('nobody.env'))
    expect(nobody.code).toBe(1)
    expect(nobody.out).toMatch(/ECONNREFUSED/)
  })

  it.each([
    ['hello', 2, /The card 'hello' cannot be read \(ENOENT\)/],
    ['voice-card-1.abc', 2, /not a whole access card/],
    ['voice-card-2.abc', 2, /another version of the kit/],
  ])('%s is no card', async (given, code, words) => {
    const answer = await kit('connect', given, '--env', file('none.env'))
    expect(answer).toMatchObject({ code, err: expect.stringMatching(words) })
    expect(existsSync(file('none.env'))).toBe(false)
  })
})

describe('without a cluster', () => {
  it.each([['apply'], ['attendees'], ['build'], ['delete', '--dry-run']])('%s says how to log in', async (...args) => {
    vi.stubEnv('KUBECONFIG', file('nowhere'))
    const { code, err } = await kit(...args, ...WITH)
    expect(code).toBe(2)
    expect(err).toMatch(/no kubeconfig at .*nowhere\. Log in with 'oc login'/)
    vi.stubEnv('KUBECONFIG', file('kubeconfig'))
  })
})
