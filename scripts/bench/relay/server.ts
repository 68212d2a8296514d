// SPDX-License-Identifier: Apache-2.0

/** The real voice server, which says what processor time it has used. */

import { readConfig, startServer } from '../../../app/server/index.ts'

const server = await startServer(readConfig(process.env))
process.on('message', () => process.send?.(process.cpuUsage()))
process.on('disconnect', () => void server.close().then(() => process.exit(0)))
process.send?.({ url: server.url })
