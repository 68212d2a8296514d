// SPDX-License-Identifier: Apache-2.0
export * from './client-messages.ts'
export * from './parse-client-message.ts'
export * from './server-messages.ts'
