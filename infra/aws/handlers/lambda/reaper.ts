// SPDX-License-Identifier: Apache-2.0
import { reap } from '../guards.ts'
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'

export const handler = async (_: unknown, context: LambdaContext) => reap(await lambdaWorld(context))
