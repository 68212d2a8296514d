// SPDX-License-Identifier: Apache-2.0
export * from './lookup.ts'
export * from './menu.ts'
export * from './numbers.ts'
export * from './order.ts'
export * from './order-changes.ts'
export * from './price.ts'
