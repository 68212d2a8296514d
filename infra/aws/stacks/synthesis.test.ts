// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { loadWorkshop, type WorkshopInput } from '#workshop'
import { reportIn, resourcesOf, synthesized } from './test/synthesized.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** CloudFormation's rules take seconds to load, and many times that on a machine that does other things too. */
const LONG_MS = 120_000
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((file) => file.endsWith('.yaml'))
const outdir = mkdtempSync(join(tmpdir(), 'workshop-cdk-'))
afterAll(() => rmSync(outdir, { recursive: true }))

interface Run {
  readonly code: number
  readonly out: string
}

const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk')

/** Runs Node where there is no account, no Docker and no way out. */
function node(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Run> {
  const nowhere = 'http://127.0.0.1:9'
  const env = {
    PATH: process.env.PATH,
    HOME: outdir,
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
    DOCKER_HOST: 'tcp://127.0.0.1:9',
    CDK_DOCKER: '/bin/false',
    AWS_EC2_METADATA_DISABLED: 'true',
    CI: 'true',
    ...more,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: ROOT, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, out: stdout + stderr })
    })
  })
}

describe('npx cdk', () => {
  it(
    'synthesizes offline without an account, clean by every rule and without a warning',
    async () => {
      const { code, out } = await node([CDK, 'synth', '--quiet', '--no-notices', '--output', outdir])
      expect(out).toContain('Successfully synthesized')
      expect(code).toBe(0)
      expect(out).toMatch(/voice-lab: \d+\.\d\d USD an hour/)
      const { pluginReports } = reportIn(outdir)
      expect(pluginReports.map(({ pluginName }) => pluginName)).toContain('AwsSolutions')
      for (const { pluginName, conclusion, violations } of pluginReports) {
        expect(violations, pluginName).toEqual([])
        expect(conclusion, pluginName).toBe('success')
      }
      const template = readFileSync(join(outdir, 'voice-lab-gpu.template.json'), 'utf8')
      expect(template).toContain('Custom::WorkshopNodePool')
    },
    LONG_MS,
  )

  it(
    'says what is wrong with a workshop without a stack trace',
    async () => {
      const app = (context: Readonly<Record<string, string>>) =>
        node(['--import', 'tsx', 'infra/main.ts'], { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: outdir })
      const [unknown, parked] = await Promise.all([app({ workshop: 'examples/none.yaml' }), app({ gpu: 'park' })])
      expect(unknown.out).toMatch(/examples\/none.yaml' cannot be read \(ENOENT\)/)
      expect(parked.out).toContain('-c gpu=park is not known. There is -c gpu=parked')
      for (const { code, out } of [unknown, parked]) {
        expect(code).toBe(2)
        expect(out).not.toMatch(/\n\s+at /)
      }
    },
    LONG_MS,
  )
})

describe('every kind of workshop is clean', () => {
  const end = '2026-12-01T18:00:00+01:00'
  it.each<[string, WorkshopInput, string[]]>([
    [
      'with a reservation, two zones, accounts and alarms',
      {
        name: 'big-class',
        attendees: 60,
        schedule: { end },
        gpu: { reservation: 'cr-0123456789abcdef0' },
        aws: {
          account: '123456789012',
          billingAccount: '210987654321',
          zones: ['us-east-2b', 'us-east-2c'],
          alarms: ['teacher@example.com'],
        },
      },
      ['safety', 'network', 'identity', 'cluster', 'gpu', 'workshop'],
    ],
    [
      'on a cluster that is there already',
      { name: 'ours', attendees: 12, cluster: { existing: true, domain: 'apps.example.com' } },
      ['workshop'],
    ],
  ])(
    '%s',
    (_, input, parts) => {
      const { report, parts: found, template } = synthesized(input)
      expect([...found].sort()).toEqual([...parts].sort())
      for (const { violations, pluginName } of report.pluginReports) expect(violations, pluginName).toEqual([])
      expect(resourcesOf(template('workshop'), 'Custom::WorkshopWave')).toHaveLength(6)
    },
    LONG_MS,
  )

  it.each(EXAMPLES)(
    'the example %s',
    async (file) => {
      const { report, parts } = synthesized(await loadWorkshop(join(ROOT, 'examples', file)))
      expect(parts.length).toBeGreaterThan(0)
      for (const { violations, pluginName } of report.pluginReports) expect(violations, pluginName).toEqual([])
    },
    LONG_MS,
  )

  it(
    'on a cluster that is there already, nothing of it is made, killed or logged in to by password',
    () => {
      const { template } = synthesized({ name: 'ours', attendees: 12, cluster: { existing: true } })
      const types = Object.values(template('workshop').Resources).map(({ Type }) => Type)
      expect(types.filter((type) => type.startsWith('Custom::'))).toEqual(Array(6).fill('Custom::WorkshopWave'))
      expect(types).not.toContain('AWS::SecretsManager::Secret')
      expect(JSON.stringify(template('workshop'))).toContain('secret:workshop-kit/cluster')
    },
    LONG_MS,
  )
})
