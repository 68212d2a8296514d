// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOM = new URL('.', import.meta.url).pathname
const SOURCES = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))

describe('cdk8s', () => {
  it('has one door: the next Kubernetes is one changed line', () => {
    expect(SOURCES.length).toBeGreaterThan(40)
    const importing = SOURCES.filter((path) =>
      /from '(cdk8s|cdk8s-plus-\d+|constructs)'/.test(readFileSync(join(ROOM, path), 'utf8')),
    )
    expect(importing).toEqual(['kubernetes.ts'])
  })
})
