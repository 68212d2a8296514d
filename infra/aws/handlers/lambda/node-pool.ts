// SPDX-License-Identifier: Apache-2.0
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'
import { nodePool } from '../node-pool.ts'

export const onEvent = async (event: unknown, context: LambdaContext) =>
  nodePool.onEvent(event, await lambdaWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) =>
  nodePool.isComplete(event, await lambdaWorld(context))
