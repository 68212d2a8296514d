// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { createRedactor } from './redact.ts'

/** Every disguise of it differs from it and from the others. */
const SECRET = 'p>>?"s\\ ü~~ÿ+/&='

it.each([
  ['as it is', SECRET],
  ['within JSON', JSON.stringify({ note: SECRET })],
  ['within a URL', encodeURIComponent(SECRET)],
  ['within a form', new URLSearchParams({ it: SECRET }).toString()],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['in base64url', Buffer.from(SECRET).toString('base64url')],
])('a secret that was told of is hidden %s', (_, text) => {
  const redactor = createRedactor()
  expect(redactor.redacted(text)).toBe(text)
  redactor.hide(SECRET)
  expect(redactor.redacted(`before ${text} after`)).toMatch(/^before ((\{"note":")|it=)?\[hidden\]("\})? after$/)
})

it('a secret within a longer one leaves nothing of the longer one', () => {
  const redactor = createRedactor()
  for (const secret of ['', 'abc', 'abcdef']) redactor.hide(secret)
  expect(redactor.redacted('abcdef abc')).toBe('[hidden] [hidden]')
})

it.each([
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer [hidden]'],
  ['Basic dXNlcjpwYXNz', 'Basic [hidden]'],
  ['token eyJhbGciOi.eyJzdWI.c2ln is bad', 'token [hidden] is bad'],
  ['sha256~AbC-_9', '[hidden]'],
  [`$2a$10$${'x'.repeat(53)}`, '[hidden]'],
  ['{"access_token":"a\\"b","x":1}', '{"access_token":[hidden],"x":1}'],
  ['grant_type=x&client_secret=s3cr3t&y=1', 'grant_type=x&client_secret=[hidden]&y=1'],
])('what looks like a secret is hidden: %s', (text, clear) => {
  expect(createRedactor().redacted(text)).toBe(clear)
})

it.each([
  'arn:aws:secretsmanager:us-east-2:123456789012:secret:workshop-kit/ocm-AbCdEf',
  "The cluster 'voice-lab' (2clu0002) is 'installing'",
  'Insufficient elastic IPs; see https://console.redhat.com/openshift/details/2clu0002',
])('what does not is left alone: %s', (text) => {
  expect(createRedactor().redacted(text)).toBe(text)
})
