// SPDX-License-Identifier: Apache-2.0

import { MENU, type OpeningHours } from '#core/menu'

/** The opening hours as a sentence: of the day that `about` names (`today` and `tomorrow` too), else of the week. */
export function hoursText(about: string, now: Date): string {
  const wanted = daysNamed(about.toLowerCase(), now.getDay())
  const days = wanted.length > 0 ? wanted : weekFromMonday()
  return `Opening hours: ${grouped(days).join(', ')}.`
}

function weekFromMonday(): readonly OpeningHours[] {
  return [...MENU.hours.slice(1), ...MENU.hours.slice(0, 1)]
}

function daysNamed(about: string, today: number): readonly OpeningHours[] {
  if (about.includes('weekend')) return weekFromMonday().slice(5)
  const offset = /\b(?:today|tonight)\b/.test(about) ? 0 : about.includes('tomorrow') ? 1 : null
  return MENU.hours.filter(
    ({ day }, index) =>
      about.includes(day.toLowerCase()) || (offset !== null && index === (today + offset) % MENU.hours.length),
  )
}

/** Days after each other with the same hours in one: `Monday to Thursday 11 am to 10 pm`. */
function grouped(days: readonly OpeningHours[]): string[] {
  const groups: OpeningHours[][] = []
  for (const day of days) {
    const group = groups.at(-1)
    const [first] = group ?? []
    if (group && first && first.opensMinute === day.opensMinute && first.closesMinute === day.closesMinute)
      group.push(day)
    else groups.push([day])
  }
  return groups.map((group) => {
    const [first] = group
    const last = group.at(-1)
    if (!first || !last) return ''
    const names = group.length === 1 ? first.day : `${first.day} ${group.length === 2 ? 'and' : 'to'} ${last.day}`
    return `${names} ${clock(first.opensMinute)} to ${clock(first.closesMinute)}`
  })
}

function clock(minute: number): string {
  const hour = Math.floor(minute / 60)
  const past = minute % 60 === 0 ? '' : `:${String(minute % 60).padStart(2, '0')}`
  if (minute === 12 * 60) return 'noon'
  return `${hour > 12 ? hour - 12 : hour}${past} ${hour >= 12 ? 'pm' : 'am'}`
}
