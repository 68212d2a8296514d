// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { channelOf } from './cluster-schema.ts'
import { didYouMean } from './did-you-mean.ts'
import { WorkshopError } from './fault.ts'
import { workshopJsonSchema } from './json-schema.ts'
import { loadWorkshop, parseWorkshop, workshopFrom } from './load.ts'

const ROOT = new URL('../../', import.meta.url)
const EXAMPLES = readdirSync(new URL('examples/', ROOT)).filter((file) => file.endsWith('.yaml'))

function refused(input: unknown): string {
  try {
    workshopFrom(input)
  } catch (error) {
    if (error instanceof WorkshopError) return error.message
    throw error
  }
  throw new Error('It was accepted.')
}
const PLAIN = { name: 'lab', attendees: 4 }

describe('a workshop', () => {
  it('needs a name and attendees, and nothing else', () => {
    const { gpu, models, cluster, budget, maas, load } = workshopFrom(PLAIN)
    expect(gpu).toEqual({ instance: 'p5en.48xlarge' })
    expect(models.agent.on).toBe('gpu')
    expect(models.tts.serve).toBe('shared')
    expect(cluster.openshiftAi).toBe('3.5')
    expect([budget, maas]).toEqual([undefined, false])
    expect(load.waitBound).toBe(0.05)
  })

  it.each(['workshop.yaml', ...EXAMPLES.map((file) => `examples/${file}`)])('%s holds', async (file) => {
    const path = new URL(file, ROOT)
    expect((await loadWorkshop(path.pathname)).name).not.toBe('')
    const schema = /\$schema=(\S+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
    expect(new URL(schema, path).pathname).toBe(new URL('./workshop.schema.json', import.meta.url).pathname)
  })

  it('has the examples that the guide names', () => {
    expect(EXAMPLES.sort()).toEqual(['existing-cluster.yaml', 'l40s-no-mig.yaml', 'rehearsal-g7e.yaml'])
  })
})

describe('every error names the key, the value and what would be right', () => {
  it.each<[unknown, string]>([
    [{ attendees: 4 }, 'name is nothing; right would be text'],
    [{ ...PLAIN, name: 'Big Class' }, 'name is "Big Class"; right would be at most 15 small letters'],
    [{ ...PLAIN, attendees: 0 }, 'attendees is 0; right would be a whole number from 1 to 10000'],
    [{ ...PLAIN, attendees: 20_000 }, 'attendees is 20000; right would be a whole number from 1 to 10000'],
    [{ ...PLAIN, attendees: 2.5 }, 'attendees is 2.5; right would be a whole number'],
    [{ ...PLAIN, attendees: 'many' }, 'attendees is "many"; right would be a whole number'],
    [
      { ...PLAIN, attendes: 4 },
      "attendes is 4, and no such key is known; right would be 'attendees' (did you mean that?)",
    ],
    [{ ...PLAIN, zzz: 4 }, 'zzz is 4, and no such key is known; right would be one of name, attendees, schedule'],
    [
      { ...PLAIN, models: { tts: { memoryGiB: 3 } } },
      "models.tts.memoryGiB is 3, and no such key is known; right would be 'memoryGib'",
    ],
    [{ ...PLAIN, models: { tts: { on: '2g' } } }, "models.tts.on is \"2g\"; right would be 'auto', 'gpu'"],
    [{ ...PLAIN, models: { tts: { uri: 'ftp://x' } } }, 'models.tts.uri is "ftp://x"; right would be oci://'],
    [
      { ...PLAIN, models: { agent: { external: 'nowhere' } } },
      'models.agent.external is "nowhere"; right would be an http(s) URL',
    ],
    [
      { ...PLAIN, gpu: { instance: 'p5en.48xlrge' } },
      'gpu.instance is "p5en.48xlrge"; right would be \'p5en.48xlarge\'',
    ],
    [
      { ...PLAIN, gpu: { reservation: 'abc' } },
      'gpu.reservation is "abc"; right would be a capacity reservation such as',
    ],
    [
      { ...PLAIN, cluster: { openshiftAi: '2.25' } },
      "cluster.openshiftAi is \"2.25\"; right would be one of '3.5', '3.4'",
    ],
    [{ ...PLAIN, cluster: { openshift: 4.2 } }, 'cluster.openshift is 4.2; right would be text'],
    [{ ...PLAIN, load: { talkShare: 1.5 } }, 'load.talkShare is 1.5; right would be a number above 0 to 1'],
    [{ ...PLAIN, load: { agentSpeaks: 0.9 } }, 'load.agentSpeaks is 0.9; right would be personSpeaks'],
    [{ ...PLAIN, guardrails: 'yes' }, 'guardrails is "yes"; right would be true or false'],
    [{ ...PLAIN, schedule: { end: 'friday' } }, 'schedule.end is "friday"; right would be a time with its zone'],
    [
      { ...PLAIN, schedule: { start: '2026-12-02T09:00:00Z', end: '2026-12-01T09:00:00Z' } },
      'schedule.end is "2026-12-01T09:00:00Z"; right would be a time after schedule.start',
    ],
    [
      { ...PLAIN, images: { tts: 'quay.io/a/b:latest' } },
      'images.tts is "quay.io/a/b:latest"; right would be registry/name with a digest',
    ],
    [{ ...PLAIN, operators: { connectivityLink: { version: '1.4.0' } } }, 'right would be 1.4.1 or newer'],
    [{ ...PLAIN, aws: { account: 123456789012 } }, 'aws.account is 123456789012; right would be text'],
    [{ ...PLAIN, aws: { account: '12345' } }, 'aws.account is "12345"; right would be an AWS account of twelve digits'],
    [{ ...PLAIN, aws: { rolePrefix: 'voice-lab' } }, 'aws.rolePrefix is "voice-lab"; right would be at most four'],
    [
      { ...PLAIN, aws: { zones: ['eu-west-1a'] } },
      'aws.zones.0 is "eu-west-1a"; right would be a zone of region us-east-2',
    ],
    [
      { ...PLAIN, aws: { workers: { count: 1 } } },
      'aws.workers.count is 1; right would be a whole number from 2 to 50',
    ],
    [{ ...PLAIN, aws: { alarms: ['me'] } }, 'aws.alarms.0 is "me"; right would be an e-mail address'],
    [
      { ...PLAIN, identity: { users: ['ada'] } },
      'identity.users is ["ada"]; right would be as many logins as attendees',
    ],
    [
      { ...PLAIN, identity: { kind: 'existing' } },
      'identity.users is nothing; right would be the logins of the attendees',
    ],
    [
      { ...PLAIN, source: { git: 'git@host:kit' } },
      'source.git is "git@host:kit"; right would be an https:// or ssh://',
    ],
    [{ ...PLAIN, budget: { usd: -1 } }, 'budget.usd is -1; right would be a number above 0'],
    [{ ...PLAIN, models: 7 }, 'models is 7; right would be keys with values below it'],
    ['hello', 'the file is "hello"; right would be keys with values below it'],
  ])('%j', (input, message) => expect(refused(input)).toContain(message))

  it('and there may be several, each with its line', () => {
    const text = 'name: lab\nattendees: none\ngpu:\n  nodes: 0\n  instanse: x\n'
    expect(() => parseWorkshop(text, 'w.yaml')).toThrow(
      /w.yaml:2 {2}attendees.*\nw.yaml:4 {2}gpu.nodes.*\nw.yaml:5 {2}gpu.instanse/,
    )
  })

  it('a file that is no YAML or is not there is told as such', async () => {
    expect(() => parseWorkshop('name: [', 'w.yaml')).toThrow(/w.yaml:1 {2}is not YAML/)
    await expect(loadWorkshop('/nowhere/w.yaml')).rejects.toThrow(/'\/nowhere\/w.yaml' cannot be read \(ENOENT\)/)
  })
})

describe('the JSON Schema for editors', () => {
  it('is the committed one (./kit workshop schema > infra/workshop/workshop.schema.json)', () => {
    const committed = readFileSync(new URL('./workshop.schema.json', import.meta.url), 'utf8')
    expect(committed).toBe(`${JSON.stringify(workshopJsonSchema(), null, 2)}\n`)
  })

  it('asks for nothing but name and attendees', () => {
    expect(workshopJsonSchema()).toMatchObject({ required: ['name', 'attendees'], additionalProperties: false })
  })
})

describe('channels', () => {
  it('follow the versions of the cluster', () => {
    expect(channelOf('gpu', { openshift: '4.21', openshiftAi: '3.5' })).toBe('v26.3')
    expect(channelOf('kueue', { openshift: '4.20', openshiftAi: '3.4' })).toBe('stable-v1.2')
    expect(channelOf('kueue', { openshift: '4.20', openshiftAi: '3.5' })).toBe('stable-v1.4')
    expect(channelOf('openshiftAi', { openshift: '4.20', openshiftAi: '3.4' })).toBe('stable-3.4')
  })
})

describe('did you mean', () => {
  it.each([
    ['replica', 'replicas'],
    ['Region', 'region'],
    ['xyz', undefined],
  ])('%s: %s', (word, meant) => expect(didYouMean(word, ['replicas', 'region', 'name'])).toBe(meant))
})
