// SPDX-License-Identifier: Apache-2.0

import type { ReactNode } from 'react'
import type { AgentStep } from '#core/protocol'
import styles from './agent-steps.module.css'
import { roleName } from './role-name.ts'

/** What the agents did for an answer, in order: routing, tool calls and what became of them. */
export function AgentSteps({ steps }: { readonly steps: readonly AgentStep[] }) {
  if (steps.length === 0) return null
  return (
    <ul className={styles.steps} aria-label="What the agents did">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
        <li key={index} className={styles.step} data-step={step.kind}>
          <Step step={step} />
        </li>
      ))}
    </ul>
  )
}

function Step({ step }: { readonly step: AgentStep }) {
  switch (step.kind) {
    case 'route':
      return <Line mark="→" what={roleName(step.to)} />
    case 'tool_call':
      return <Line mark="ƒ" what={<code>{readableCall(step.tool, step.args)}</code>} />
    case 'tool_result':
      return <Line mark={step.ok ? '✓' : '✗'} tone={step.ok ? 'good' : 'bad'} what={step.result} />
  }
}

function Line({
  mark,
  tone,
  what,
}: {
  readonly mark: string
  readonly tone?: 'good' | 'bad'
  readonly what: ReactNode
}) {
  return (
    <>
      <span className={styles[tone ?? 'mark']}>{mark}</span>
      <span className={styles.what}>{what}</span>
    </>
  )
}

/** `add_item(pizza: pepperoni, quantity: 2)` */
function readableCall(tool: string, args: unknown): string {
  if (typeof args !== 'object' || args === null) return `${tool}()`
  const written = Object.entries(args)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${tool}(${written.join(', ')})`
}
