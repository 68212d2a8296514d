// SPDX-License-Identifier: Apache-2.0
import { attendeePasswords } from '../attendee-passwords.ts'
import type { LambdaContext } from '../lambda-world.ts'
import { waveWorld } from '../wave-world.ts'

export const onEvent = async (event: unknown, context: LambdaContext) =>
  attendeePasswords.onEvent(event, waveWorld(context))

export const isComplete = async (event: unknown, context: LambdaContext) =>
  attendeePasswords.isComplete(event, waveWorld(context))
