// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOcmClient, type OcmClient } from './client.ts'
import type { OcmOptions } from './http.ts'
import { OcmError } from './ocm-error.ts'
import { type FakeOcm, startFakeOcm } from './test/fake-ocm.ts'
import { createTestClock, type TestClock } from './test/test-clock.ts'

const CLUSTERS = /\/clusters$/
const ACCOUNT = /current_account/

let clock: TestClock
let ocm: FakeOcm
let log: string[]

const client = (more: Partial<OcmOptions> = {}): OcmClient =>
  createOcmClient({
    ...ocm.account,
    apiUrl: ocm.url,
    tokenUrl: ocm.tokenUrl,
    clock,
    random: () => 0.5,
    log: (line) => log.push(line),
    ...more,
  })

const failure = async (promise: Promise<unknown>): Promise<OcmError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof OcmError)) throw new Error(`no OcmError: ${String(error)}`)
  return error
}

beforeEach(async () => {
  clock = createTestClock()
  log = []
  ocm = await startFakeOcm({ clock })
})
afterEach(() => ocm.close())

describe('the token', () => {
  it('is asked for once by callers that come together, and kept', async () => {
    const { account } = client()
    await Promise.all([account.current(), account.current(), account.current()])
    await account.current()
    expect(ocm.logins).toBe(1)
  })

  it('is renewed before it ends', async () => {
    const { account } = client()
    await account.current()
    clock.advance(14 * 60_000 + 30_000)
    await account.current()
    expect(ocm.logins).toBe(2)
    // A token that had ended would have been refused first, and seen a second time.
    expect(ocm.seen).toHaveLength(2)
  })

  it('is renewed once when OCM does not accept it any more', async () => {
    const { account } = client()
    await account.current()
    ocm.expireTokens()
    expect((await account.current()).organization?.id).toBe('1oRgOrG')
    expect(ocm.logins).toBe(2)
  })

  it('is not asked for again and again where the account is not activated', async () => {
    ocm.befall({ path: ACCOUNT, times: 9, what: { kind: 'status', status: 401, reason: 'Account is not activated' } })
    const error = await failure(client().account.current())
    expect(error).toMatchObject({ code: 'LOGIN_REFUSED', status: 401 })
    expect(error.message).toContain('rosa login')
    expect(ocm.logins).toBe(2)
  })

  it('says which account is refused, and not with which secret', async () => {
    const error = await failure(client({ clientSecret: 'canary-wrong-secret' }).account.current())
    expect(error.code).toBe('LOGIN_REFUSED')
    expect(error.message).toContain('kit-test-account')
    expect(error.message).not.toContain('canary')
  })

  it('survives a login that answers 429, breaks off or stays silent', async () => {
    ocm.befall({ path: /token/, what: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } })
    ocm.befall({ path: /token/, what: { kind: 'dropped' } })
    ocm.befall({ path: /token/, what: { kind: 'silent' } })
    await client({ timeoutMs: 60 }).account.current()
    expect(ocm.faultsToCome).toBe(0)
  })
})

describe('retries', () => {
  it('outlast 5xx, 429 and broken connections on what may be asked twice', async () => {
    for (const what of [
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429 },
      { kind: 'dropped' },
      { kind: 'lost' },
    ] as const)
      ocm.befall({ path: ACCOUNT, what })
    await client().account.current()
    expect(ocm.faultsToCome).toBe(0)
    expect(log).toHaveLength(4)
  })

  it('wait as long as Retry-After says, in seconds or until a date', async () => {
    const began = clock.nowMs()
    const date = new Date(began + 60_000).toUTCString()
    ocm.befall({ path: ACCOUNT, what: { kind: 'status', status: 429, headers: { 'retry-after': '30' } } })
    ocm.befall({ path: ACCOUNT, what: { kind: 'status', status: 503, headers: { 'retry-after': date } } })
    await client({ random: () => 0 }).account.current()
    expect(clock.nowMs() - began).toBe(60_000)
  })

  it('spread with jitter', async () => {
    const pauses = await Promise.all(
      [0.1, 0.9].map(async (random) => {
        const own = createTestClock()
        ocm.befall({ path: ACCOUNT, what: { kind: 'status', status: 500 } })
        await client({ random: () => random, clock: own }).account.current()
        return own.nowMs() - createTestClock().nowMs()
      }),
    )
    expect(pauses).toEqual([50, 450])
  })

  it('end', async () => {
    ocm.befall({ path: ACCOUNT, times: 99, what: { kind: 'status', status: 500, reason: 'oh no' } })
    const error = await failure(client().account.current())
    expect(error).toMatchObject({ code: 'BROKEN', status: 500, reason: 'oh no' })
    expect(error.message).toContain('GET /api/accounts_mgmt/v1/current_account was answered with 500')
    expect(99 - ocm.faultsToCome).toBe(7)
  })

  it('never send a creation twice blindly', async () => {
    for (const what of [{ kind: 'lost' }, { kind: 'dropped' }, { kind: 'status', status: 502 }] as const) {
      ocm.befall({ method: 'POST', path: /oidc_configs$/, what })
      const error = await failure(client().oidcConfigs.create())
      expect(error.code).toBe('OUTCOME_UNKNOWN')
    }
    expect(ocm.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('send a creation again that was turned away at the door', async () => {
    ocm.befall({ method: 'POST', path: /oidc_configs$/, what: { kind: 'status', status: 429 } })
    await client().oidcConfigs.create()
    const closed = await startFakeOcm({ clock })
    await closed.close()
    // Nobody listens there: nothing can have happened, so it was tried to the end.
    expect((await failure(client({ apiUrl: closed.url }).oidcConfigs.create())).code).toBe('UNREACHABLE')
  })
})

describe('time', () => {
  it('ends an attempt that hangs', async () => {
    ocm.befall({ path: ACCOUNT, times: 99, what: { kind: 'silent' } })
    const error = await failure(client({ timeoutMs: 20 }).account.current())
    expect(error).toMatchObject({ code: 'TIMEOUT' })
  })

  it('is not needed by somebody who leaves', async () => {
    ocm.befall({ path: CLUSTERS, times: 99, what: { kind: 'silent' } })
    const leaving = new AbortController()
    const asked = client().clusters.list(leaving.signal)
    const reason = new Error('left')
    setTimeout(() => leaving.abort(reason), 30)
    await expect(asked).rejects.toBe(reason)
  })

  it('of a login goes on for the others when one caller leaves', async () => {
    ocm.befall({ path: /token/, what: { kind: 'silent' } })
    const { account } = client({ timeoutMs: 100 })
    const leaving = new AbortController()
    const left = account.current(leaving.signal)
    const stayed = account.current()
    leaving.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    await expect(stayed).resolves.toMatchObject({ id: '2aAbBcC' })
  })
})

describe('answers', () => {
  it('of another shape than described name the field', async () => {
    const strange = client({
      fetch: async (url, init) => {
        if (String(url).endsWith('/token')) return fetch(url, init)
        return new Response(JSON.stringify({ items: [{ raw_id: 4 }] }))
      },
    })
    const error = await failure(strange.account.versions('stable'))
    expect(error.code).toBe('UNEXPECTED')
    expect(error.message).toContain('items.0.id')
  })

  it('that are HTML instead of JSON are an error, not a crash', async () => {
    const page = client({
      fetch: async (url, init) =>
        String(url).endsWith('/token') ? fetch(url, init) : new Response('<html>maintenance</html>'),
    })
    expect((await failure(page.account.current())).code).toBe('UNEXPECTED')
  })

  it('carry no secret into errors and logs, however it is written', async () => {
    const { clientSecret } = ocm.account
    const leaks = [
      `body was client_secret=${clientSecret}`,
      `Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.canary-token-1.signature`,
      `{"hashed_password":"$2a$10$${'c'.repeat(53)}","password":"canary-plain"}`,
      Buffer.from(clientSecret).toString('base64'),
    ]
    for (const reason of leaks) {
      ocm.befall({ path: ACCOUNT, what: { kind: 'status', status: 403, reason } })
      const error = await failure(client().account.current())
      const told = [error.message, error.reason, String(error.stack), JSON.stringify(error), ...log].join('\n')
      expect(told).not.toMatch(/canary|Y2FuYXJ5|\$2a\$10/)
    }
  })
})

describe('what is asked before there is a cluster', () => {
  it('knows the account, who pays, and the newest version first', async () => {
    const { account } = client()
    expect(await account.current()).toMatchObject({ organization: { id: '1oRgOrG' } })
    expect(await account.billingAccounts('1oRgOrG')).toEqual(['123456789012'])
    expect((await account.versions('stable')).map(({ raw_id }) => raw_id)).toEqual([
      '4.21.2',
      '4.20.11',
      '4.20.9',
      '4.19.21',
    ])
    const where = { region: 'us-east-2', zones: ['us-east-2a'], installerRoleArn: 'arn:aws:iam::123456789012:role/I' }
    expect((await account.machineTypes(where)).map(({ id }) => id)).toContain('p5en.48xlarge')
    expect(ocm.faults).toEqual([])
  })

  it('knows whom the support role must trust', async () => {
    expect(await client().oidcConfigs.supportPrincipal()).toMatch(/^arn:aws:iam::\d{12}:role\/RH-/)
  })

  it('reads lists to their end', async () => {
    const { oidcConfigs } = client()
    for (let nth = 0; nth < 103; nth += 1) ocm.oidcConfigs.set(`c${nth}`, `oidc.example/${nth}`)
    expect(await oidcConfigs.list()).toHaveLength(103)
  })
})

describe.skipIf(process.env.KIT_OCM_SPEC === undefined)(
  "bodies against OCM's description (skipped without KIT_OCM_SPEC)",
  () => {
    it('of an unknown key are refused', async () => {
      const error = await failure(client().clusters.create({ name: 'wk', hyper_shift: {} }))
      expect(error.code).toBe('REFUSED')
      expect(ocm.faults.join()).toContain('hyper_shift')
    })

    it('of a wrong preference deep within are refused', async () => {
      const body = { id: 'gpu', aws_node_pool: { capacity_reservation: { id: 'cr-1', preference: 'only' } } }
      await failure(client().nodePools.create('c', body))
      expect(ocm.faults.join()).toContain('/aws_node_pool/capacity_reservation/preference')
    })
  },
)
