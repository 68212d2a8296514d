// SPDX-License-Identifier: Apache-2.0
// A part for the tests of the launcher: does what PART says.
import { createServer } from 'node:net'

const part = process.env.PART
if (part === 'refuses') {
  console.error('PORT is no number.')
  process.exit(2)
}
if (part === 'breaks') throw new Error('the database is locked')
if (part !== 'silent')
  process.send?.({ type: 'ready', url: 'http://127.0.0.1:1', pid: process.pid, greeting: process.env.GREETING })
if (part === 'dies-later') setTimeout(() => process.exit(7), 50)
if (part === 'stubborn') process.on('SIGTERM', () => console.log('not now'))
createServer().listen(0, '127.0.0.1')
