// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { type GenXLevel, type GenXReport, genXReportSchema } from '../../app/core/contract/index.ts'
import { passes, readSweep, type SweepResult } from '../../app/core/gen-x/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { loadName } from './words.ts'

/** What the closed-loop loads of a report say about the slice. Those that are void say nothing. */
export function capacityOf(levels: readonly GenXLevel[]): SweepResult {
  return readSweep(
    levels.flatMap(({ load, voided, summary }) => {
      if (load.loop !== 'closed' || voided !== null) return []
      const { measured, failed, smooth, throughput } = summary
      return [{ concurrency: load.concurrency, throughput, requests: measured + failed, smooth }]
    }),
  )
}

/** Reads a report that `measure --json` wrote. Throws {@link KitError}. */
export async function readReport(path: string): Promise<GenXReport> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new KitError(EXIT.usage, `'${path}' cannot be read (${error.code}). Give reports of gen-x measure --json.`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new KitError(EXIT.usage, `'${path}' is no JSON. Give reports that ./kit gen-x measure --json FILE wrote.`)
  }
  const report = genXReportSchema.safeParse(json)
  if (report.success) return report.data
  const issue = report.error.issues[0]
  const where = issue?.path.join('.') || 'the file'
  throw new KitError(
    EXIT.usage,
    `'${path}' is no gen-x report of this version: ${where}: ${issue?.message}. Measure again with this kit: ./kit gen-x measure … --json ${path}`,
  )
}

/** Why a load may not be used for a verdict; null when it may. */
export function unusable({ voided, summary }: GenXLevel): string | null {
  if (voided !== null) return `void: ${voided}`
  if (summary.failed > 0) return `${summary.failed} of ${summary.measured + summary.failed} requests failed`
  return summary.measured === 0 ? 'nothing was measured' : null
}

/** The loads whose gen-x is under a gate, in words; empty when all pass. What was not measured does not pass. */
export function underGate(levels: readonly GenXLevel[], least: number): string[] {
  if (levels.length === 0) return ['nothing was measured']
  return levels.flatMap((level) => {
    const name = loadName(level.load)
    const why = unusable(level)
    if (why !== null) return [`${name}: ${why}`]
    const { p50, n } = level.summary.genXStream
    const without = level.summary.measured - n
    if (without > 0 && n > 0) {
      return [
        `${name}: ${without} of ${level.summary.measured} replies came at once and have no gen-x: use longer prompts`,
      ]
    }
    if (passes(p50, { min: least })) return []
    if (p50 !== null) return [`${name}: gen-x ${p50.toFixed(2)} is below ${least}`]
    const hint = n === 0 ? 'the server does not stream' : `a median needs 2 requests, there was ${n}: raise --runs`
    return [`${name}: gen-x n/a (${hint})`]
  })
}
