// SPDX-License-Identifier: Apache-2.0
import { type LambdaContext, lambdaWorld } from '../lambda-world.ts'
import { oidcConfig } from '../oidc-config.ts'

export const onEvent = async (event: unknown, context: LambdaContext) =>
  oidcConfig.onEvent(event, await lambdaWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) =>
  oidcConfig.isComplete(event, await lambdaWorld(context))
