// SPDX-License-Identifier: Apache-2.0
import type { LambdaContext } from '../lambda-world.ts'
import { wave } from '../wave.ts'
import { waveWorld } from '../wave-world.ts'

export const onEvent = async (event: unknown, context: LambdaContext) => wave.onEvent(event, waveWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) => wave.isComplete(event, waveWorld(context))
