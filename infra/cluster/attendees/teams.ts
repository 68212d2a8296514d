// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { type Attendee, attendeesOf } from '../names.ts'

/** Attendees who serve a model together, on a slice of their own. */
export interface Team {
  /** From 1, as the slice in the plan: `team-3`. */
  readonly number: number
  readonly members: readonly Attendee[]
  /** In whose project they serve it: the first one's. */
  readonly home: Attendee
}

/** The teams of a plan, in the order of the attendees; none where no slice is left for any. */
export function teamsOf({ teams, workshop }: Plan): Team[] {
  const attendees = attendeesOf(workshop)
  let next = 0
  return (teams?.sizes ?? []).flatMap((size, i) => {
    const members = attendees.slice(next, next + size)
    next += size
    const [home] = members
    return home === undefined ? [] : [{ number: i + 1, members, home }]
  })
}
