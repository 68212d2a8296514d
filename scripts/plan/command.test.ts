// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { genXReport } from '../../infra/capacity/test/report.ts'
import { main } from '../kit.ts'
import { ROOT } from '../paths.ts'
import { capturedOutput } from '../test/captured-output.ts'

const said = capturedOutput()
let folder = ''
const file = (name: string) => join(folder, name)
const example = (name: string) => join(ROOT, 'examples', name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kit-plan-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const Json = z.object({
  plan: z.looseObject({ runs: z.boolean(), instance: z.string(), nodes: z.number().optional() }),
  around: z.array(z.looseObject({ attendees: z.number() })),
  instances: z.array(z.looseObject({ instance: z.string(), runs: z.boolean() })),
})

describe('./kit plan', () => {
  it('tells slices, GPUs, nodes and money of the workshop at the root', async () => {
    expect(await main(['plan'])).toBe(0)
    expect(said.out).toContain('voice-lab: 24 attendees on 1 × p5en.48xlarge (8 × H200)')
    expect(said.out).toMatch(/GPU 0 +\[whole: agent/)
    expect(said.out).toMatch(/GPU 7 +\[team 2g.35gb/)
    expect(said.out).toMatch(/per attendee +\$73.24/)
    expect(said.out).toMatch(/14 attendees[\s\S]*34 attendees/)
    expect(said.out).toMatch(/g6e.48xlarge .*cannot run there: L40S has no MIG/)
  })

  it.each(['rehearsal-g7e.yaml', 'existing-cluster.yaml', 'l40s-no-mig.yaml'])('%s works out', async (name) => {
    expect(await main(['plan', '--workshop', example(name), '--json']), said.err).toBe(0)
    expect(Json.parse(JSON.parse(said.out)).plan.runs).toBe(true)
  })

  it('takes other attendees and another instance, and --json carries nothing else', async () => {
    expect(
      await main([
        'plan',
        '--workshop',
        example('existing-cluster.yaml'),
        '--attendees',
        '3',
        '--instance',
        'p5en.48xlarge',
        '--json',
      ]),
    ).toBe(0)
    const { plan, around, instances } = Json.parse(JSON.parse(said.out))
    expect(plan).toMatchObject({ runs: true, instance: 'p5en.48xlarge', nodes: 1 })
    expect(around.map(({ attendees }) => attendees)).toEqual([13])
    expect(instances.length).toBeGreaterThan(10)
  })

  it('counts with what was measured', async () => {
    await writeFile(
      file('h200.json'),
      JSON.stringify(
        genXReport(
          [
            [1, 4],
            [4, 2.5],
          ],
          4,
        ),
      ),
    )
    expect(await main(['plan', '--gen-x', file('h200.json')])).toBe(0)
    expect(said.out).toMatch(/text to speech +2g.35gb +2 +4 +1.44 E +< 0.1 % +2.50 measured/)
    expect(said.out).toContain("the report 'H200 MIG 2g.35gb' of 2026-11-22")
  })

  it('draws a page that needs nothing else', async () => {
    expect(await main(['plan', '--attendees', '6000', '--html', file('plan.html')])).toBe(0)
    const page = await readFile(file('plan.html'), 'utf8')
    expect(page).toContain('prefers-color-scheme: dark')
    expect(page).toMatch(/GPUs like this/)
    expect(page).not.toMatch(/<script|<link|src=|href="http|< /)
  })

  it('says no with 1: cannot run there, too few nodes, too much money', async () => {
    expect(await main(['plan', '--instance', 'g6e.48xlarge'])).toBe(1)
    expect(said.err).toContain('This cannot run on g6e.48xlarge.')
    expect(said.out).toContain('2g.35gb is a MIG slice, and L40S has no MIG')
    await writeFile(file('poor.yaml'), 'name: poor\nattendees: 5\nbudget: { usd: 10 }\n')
    expect(await main(['plan', '--workshop', file('poor.yaml')])).toBe(1)
    expect(said.err).toMatch(/it costs \d+ USD a day, and budget.usd is 10/)
  })

  it('refuses wrong input with 2, and says what would be right', async () => {
    await writeFile(file('wrong.yaml'), 'name: lab\nattendes: 5\n')
    expect(await main(['plan', '--workshop', file('wrong.yaml')])).toBe(2)
    expect(said.err).toMatch(/wrong.yaml:2 {2}attendes is 5, and no such key is known; right would be 'attendees'/)
    said.forget()
    expect(await main(['plan', '--workshop', file('none.yaml')])).toBe(2)
    expect(await main(['plan', '--attendees', '0'])).toBe(2)
    expect(await main(['plan', '--instance', 'p5en.48xlarg'])).toBe(2)
    expect(said.err).toMatch(/Did you mean p5en.48xlarge\?/)
    await writeFile(file('no.json'), '{}')
    expect(await main(['plan', '--gen-x', file('no.json')])).toBe(2)
    expect(await main(['plan', '--gen-x', file('gone.json')])).toBe(2)
    expect(await main(['plan', '--html', join(folder, 'gone/plan.html')])).toBe(2)
    expect(await main(['plan', '--html', '-', '--json'])).toBe(2)
  })
})

describe('./kit workshop', () => {
  it('checks a file and prints the schema', async () => {
    expect(await main(['workshop', 'check'])).toBe(0)
    expect(said.out).toMatch(/voice-lab, 24 attendees/)
    said.forget()
    expect(await main(['workshop', 'schema'])).toBe(0)
    expect(said.out).toBe(await readFile(join(ROOT, 'infra/workshop/workshop.schema.json'), 'utf8'))
    expect(await main(['workshop', 'eat'])).toBe(2)
  })
})
