// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { csvOf } from './attendees-command.ts'

const row = {
  number: 1,
  login: 'ada',
  password: 'p',
  project: 'x',
  team: '',
  team_project: '',
  console: '',
  app: '',
  guide: '',
  card: 'c',
}

describe('the CSV of the cards', () => {
  it('keeps commas, quotes and lines in their cells', () => {
    expect(csvOf([{ ...row, login: 'a,"b"\nc' }])).toContain('\r\n1,"a,""b""\nc",p,')
  })

  it('holds no formula, whatever somebody is called', () => {
    expect(csvOf([{ ...row, login: '=HYPERLINK("x")' }])).toContain(`1,"'=HYPERLINK(""x"")",p`)
  })
})
