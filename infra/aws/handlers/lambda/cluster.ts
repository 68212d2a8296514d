// SPDX-License-Identifier: Apache-2.0

import { cluster } from '../cluster.ts'
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'

export const onEvent = async (event: unknown, context: LambdaContext) =>
  cluster.onEvent(event, await lambdaWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) =>
  cluster.isComplete(event, await lambdaWorld(context))
