// SPDX-License-Identifier: Apache-2.0

/** The real voice server for `turn.ts`: configured by the environment, except for where the routing call is made. */

import { readConfig, startServer } from '../../app/server/index.ts'

const server = await startServer(readConfig(process.env), { headStart: process.argv[2] === 'beside' })
process.on('disconnect', () => void server.close().then(() => process.exit(0)))
process.on('SIGINT', () => {})
process.send?.({ url: server.url })
