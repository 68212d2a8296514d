// SPDX-License-Identifier: Apache-2.0
import { type Plan, planWorkshop } from '../../infra/capacity/index.ts'
import type { Workshop } from '../../infra/workshop/index.ts'
import { bad, type Chapter, type Finding, ok, warn } from './finding.ts'

function endFinding({ schedule, cluster }: Workshop, nowMs: number): Finding {
  const name = 'its end'
  if (schedule === undefined)
    return cluster.existing
      ? ok(name, 'not given; nothing is taken down on an existing cluster')
      : bad(
          name,
          'there is none, and nothing is deployed that nobody takes down',
          'Add schedule.end to the workshop file.',
        )
  const end = new Date(schedule.end).toISOString()
  return Date.parse(schedule.end) <= nowMs
    ? bad(
        name,
        `${end} is past: a cluster would be taken down within the hour`,
        'Set schedule.end in the workshop file.',
      )
    : ok(name, `everything is taken down at ${end}`)
}

/** The workshop file by itself: does it work out, does it end, is somebody told? */
export function workshopChapter(
  workshop: Workshop,
  nowMs: number,
): { readonly chapter: Chapter; readonly plan: Plan | null } {
  const plan = planWorkshop(workshop)
  const name = 'its plan'
  const findings: Finding[] = [endFinding(workshop, nowMs)]
  if (plan.kind === 'cannot-run')
    findings.unshift(bad(name, `it cannot run on ${plan.instance.id}: ${plan.reasons.join('; ')}`, 'See ./kit plan.'))
  else if (plan.problems.length > 0) findings.unshift(bad(name, plan.problems.join('; '), 'See ./kit plan.'))
  else
    findings.unshift(
      ok(name, `${plan.layout.nodes.length} × ${plan.instance.id}, ${plan.cost.perHour.toFixed(2)} USD an hour`),
    )
  if (!workshop.cluster.existing && workshop.aws.alarms.length === 0)
    findings.push(warn('alarms', 'nobody is told when money runs out', 'Add aws.alarms: [you@example.com].'))
  return { chapter: { title: `Workshop ${workshop.name}`, findings }, plan: plan.kind === 'plan' ? plan : null }
}
