// SPDX-License-Identifier: Apache-2.0

import { demands, figures, type Hearing, isFast, isSlow, RULES, type Rule } from './compare.ts'
import { FAMILIES } from './timelines.ts'

type All = ReadonlyMap<Rule, readonly Hearing[]>

const HEAD = ['replies', 'with an underrun', 'underruns per 100', 'median start', 'median W*', 'start ÷ W*', 'regret']

/** One line per rule, over all families. */
export function ruleTable(all: All, which: 'fast' | 'slow'): string {
  const rows = RULES.map((rule) => [rule, ...row((all.get(rule) ?? []).filter(which === 'fast' ? isFast : isSlow))])
  return table([['rule', ...HEAD], ...rows])
}

/** The adaptive rule, family by family, beside the fixed 500 ms. */
export function familyTable(all: All): string {
  const rows = [isFast, isSlow].flatMap((which) =>
    FAMILIES.flatMap((family) =>
      (['fixed 500 ms', 'adaptive, nothing told', 'adaptive, first reply', 'adaptive'] as const).map((rule) => [
        which === isFast ? '1.05 to 4' : '0.5 to 1',
        family,
        rule,
        ...row((all.get(rule) ?? []).filter((hearing) => hearing.family === family && which(hearing))),
      ]),
    ),
  )
  return table([['gen-x', 'family', 'rule', ...HEAD], ...rows])
}

/** What was asked for, and what came of it. */
export function reachTable(all: All): string {
  const rules = RULES.filter((rule) => rule.startsWith('adaptive'))
  const reached = rules.map((rule) => demands(all, rule))
  const rows = (reached[0] ?? []).map(({ what, atMost }, i) => [
    what,
    `at most ${atMost.toFixed(3)}`,
    ...reached.map((of) => `${of[i]?.is.toFixed(3) ?? 'n/a'} ${of[i]?.isMet ? '(met)' : '(missed)'}`),
  ])
  return table([['demand', 'reach', ...rules], ...rows])
}

function row(hearings: readonly Hearing[]): string[] {
  const { n, broken, underruns, medianStartMs, medianWStarMs, medianRatio, medianRegretMs } = figures(hearings)
  return [
    String(n),
    `${(broken * 100).toFixed(1)} %`,
    (underruns * 100).toFixed(1),
    `${medianStartMs.toFixed(0)} ms`,
    `${medianWStarMs.toFixed(0)} ms`,
    medianRatio === null ? '' : medianRatio.toFixed(2),
    `${medianRegretMs.toFixed(0)} ms`,
  ]
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
