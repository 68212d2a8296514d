// SPDX-License-Identifier: Apache-2.0

import { identityProvider } from '../identity-provider.ts'
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'

export const onEvent = async (event: unknown, context: LambdaContext) =>
  identityProvider.onEvent(event, await lambdaWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) =>
  identityProvider.isComplete(event, await lambdaWorld(context))
