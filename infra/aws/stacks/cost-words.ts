// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'

/** What a plan costs in one line of plain ASCII, as outputs of CloudFormation want it. */
export function costWords({ cost, instance, layout }: Plan): string {
  const hourly = `${cost.perHour.toFixed(2)} USD an hour (${layout.nodes.length} x ${instance.id})`
  const all =
    cost.workshop === null
      ? `${cost.perDay.toFixed(0)} USD a day`
      : `${cost.workshop.usd.toFixed(0)} USD for ${cost.workshop.hours} hours`
  return `${hourly}, ${all}; without storage, network and traffic`
}
