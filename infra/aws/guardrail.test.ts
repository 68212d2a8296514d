// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { INSTANCE_TYPES } from '#gpu'

const Policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.looseObject({ Sid: z.string(), Effect: z.literal('Deny'), Condition: z.record(z.string(), z.unknown()) }),
  ),
})
const text = readFileSync(new URL('guardrail.scp.json', import.meta.url), 'utf8')

it('the guardrail only denies, always under a condition, and fits into a service control policy', () => {
  expect(Policy.parse(JSON.parse(text)).Statement).toHaveLength(3)
  expect(JSON.stringify(JSON.parse(text)).length).toBeLessThan(5_120)
})

it('its GPU rule covers every type of the catalogue, and no ordinary worker', () => {
  const { Statement } = Policy.parse(JSON.parse(text))
  const rule = z
    .object({ StringLike: z.object({ 'ec2:InstanceType': z.array(z.string()) }) })
    .parse(Statement.find(({ Sid }) => Sid === 'GpusOnlyForWorkshops')?.Condition)
  const patterns = rule.StringLike['ec2:InstanceType'].map(
    (glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
  )
  const denied = (type: string) => patterns.some((pattern) => pattern.test(type))
  for (const { id } of INSTANCE_TYPES) expect(denied(id), id).toBe(true)
  expect(denied('m7i.2xlarge')).toBe(false)
})
