// SPDX-License-Identifier: Apache-2.0
import { kill } from '../guards.ts'
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'

export const handler = async (event: unknown, context: LambdaContext) => kill(event, await lambdaWorld(context))
