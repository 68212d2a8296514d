// SPDX-License-Identifier: Apache-2.0
export type { Backends } from './backends.ts'
export { ConfigError, type ModelEndpoint, readConfig, type ServerConfig } from './config.ts'
export { defaultLimits, type Limits } from './limits.ts'
export { createLog, type Log } from './log.ts'
export { Secret } from './secret.ts'
export { ListenError, type RunningServer, type StartOptions, startServer } from './start-server.ts'
