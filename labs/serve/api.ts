// SPDX-License-Identifier: Apache-2.0

import { attempt, standing, takeHint } from '../attempt.ts'
import { catalogue } from '../catalogue.ts'
import { readProgress } from '../progress.ts'
import { labHtml } from './text.ts'

/** An answer of the labs' server. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

const ROUTE = /^\/labs\/api\/labs(?:\/([a-z0-9-]+)(?:\/(check|hint))?)?$/

let checking = false

/** Answers what the labs' page asks. */
export async function answer(method: string, path: string): Promise<Answer> {
  const [matched, id, action] = ROUTE.exec(path) ?? []
  if (matched === undefined) return { status: 404, body: { error: `There is no ${path}.` } }
  if ((action === undefined) !== (method === 'GET'))
    return { status: 405, body: { error: `${method} is not what ${path} is for.` } }
  const labs = await catalogue()
  if (id === undefined) return { status: 200, body: { labs: standing(labs, readProgress(new Date())) } }
  const lab = labs.find((candidate) => candidate.id === id)
  if (!lab) return { status: 404, body: { error: `There is no lab '${id}'.` } }

  if (action === 'hint') return { status: 200, body: takeHint(lab) }
  if (action === undefined) {
    const files = [...new Set(lab.regions.map(({ file }) => `work/${file}`))]
    return {
      status: 200,
      body: { id, title: lab.title, goal: lab.goal, hints: lab.hints.length, files, html: await labHtml(lab) },
    }
  }
  if (checking) return { status: 409, body: { error: 'A check is running already; wait for it.' } }
  checking = true
  try {
    const { ok, result } = await attempt(lab)
    return { status: 200, body: { passed: ok, tests: result.tests, crash: result.crash ?? null } }
  } finally {
    checking = false
  }
}
