// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createRedactor, OcmError } from '../ocm/index.ts'
import { createTestClock } from '../ocm/test/test-clock.ts'
import { type AnyWorld, type Attributes, handlersOf, type ResourceKind } from './custom-resource.ts'
import { failureOf } from './test/handler-world.ts'

const clock = createTestClock()
const redactor = createRedactor()
const lines: string[] = []
const world: AnyWorld = { clock, redactor, log: (line) => void lines.push(line) }

const handlers = (more: Partial<ResourceKind<{ owner: string }, AnyWorld>>) =>
  handlersOf<{ owner: string }, AnyWorld>({
    noun: 'thing',
    properties: z.strictObject({ owner: z.string() }),
    attributes: z.record(z.string(), z.string()),
    create: async () => 'id',
    update: async (id) => id,
    ready: async (): Promise<Attributes> => ({}),
    remove: async () => null,
    ...more,
  })
const CREATE = { RequestType: 'Create', ResourceProperties: { ServiceToken: 'arn', owner: 'us' } }
const WAITING = { ...CREATE, PhysicalResourceId: 'id', StartedAtMs: clock.nowMs() }

it('attributes that CloudFormation would cut are an error of their own', async () => {
  const long = handlers({ ready: async () => ({ note: 'x'.repeat(4_000) }) })
  expect(await failureOf(long.isComplete(WAITING, world))).toContain('longer than CloudFormation takes')
})

it('an error comes out with its name and words, without its cause and without a secret', async () => {
  redactor.hide('canary-in-a-header')
  const cause = new Error('request with authorization canary-in-a-header')
  const failing = handlers({
    create: async () => Promise.reject(new OcmError('FORBIDDEN', 'no: canary-in-a-header, Bearer canary.abc')),
    update: async () => Promise.reject(new TypeError('fetch failed', { cause })),
  })
  const error = await failing.onEvent(CREATE, world).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'OcmError', message: 'no: [hidden], Bearer [hidden]' })
  const update = { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'id' }
  const other = await failing.onEvent(update, world).catch((thrown: unknown) => thrown)
  expect(other).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  expect(Object(other).cause).toBeUndefined()
  expect(String(Object(other).stack)).not.toContain('canary')
})

it('a deletion that OCM is too busy for is begun again by whoever asks whether it is done', async () => {
  let removals = 0
  const busy = handlers({
    remove: async () => {
      removals += 1
      if (removals === 1) throw new OcmError('BUSY', 'not now')
      return removals === 2 ? { waitingFor: 'the end' } : null
    },
  })
  const event = { ...WAITING, RequestType: 'Delete' }
  expect(await busy.onEvent(event, world)).toMatchObject({ PhysicalResourceId: 'id' })
  expect(await busy.isComplete(event, world)).toEqual({ IsComplete: false })
  expect(await busy.isComplete(event, world)).toEqual({ IsComplete: true })
})

it('an update knows what was asked for before, unless that was in other words', async () => {
  const seen: unknown[] = []
  const { onEvent } = handlers({
    update: async (id, _, __, before) => {
      seen.push(before)
      return id
    },
  })
  const update = { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'id' }
  await onEvent({ ...update, OldResourceProperties: { ServiceToken: 'arn', owner: 'them' } }, world)
  await onEvent({ ...update, OldResourceProperties: { ServiceToken: 'arn', owner: 'them', colour: 'red' } }, world)
  expect(seen).toEqual([{ owner: 'them' }, undefined])
})
