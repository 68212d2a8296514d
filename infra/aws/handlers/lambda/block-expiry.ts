// SPDX-License-Identifier: Apache-2.0
import { drainBlock } from '../guards.ts'
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'

export const handler = async (event: unknown, context: LambdaContext) => drainBlock(event, await lambdaWorld(context))
