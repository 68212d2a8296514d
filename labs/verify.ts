// SPDX-License-Identifier: Apache-2.0
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Tally } from '../scripts/check.ts'
import { ROOT, STATE_DIR } from '../scripts/paths.ts'
import { runNode } from '../scripts/run.ts'
import { bad, dim, duration, good, progress, strong } from '../scripts/terminal.ts'
import { type CataloguedLab, catalogue, readme } from './catalogue.ts'
import { type NamedTree, passed, runChecks, type TreeResult } from './check.ts'
import { copyProject, differences, putEdit, putSolution, putStubs } from './tree.ts'

/** One thing that must hold for the labs to be teachable. */
export interface Gate {
  readonly name: string
  /** What is wrong and what to do, or nothing. */
  readonly fault?: string
}

const gate = (name: string, fault: string | undefined): Gate => (fault === undefined ? { name } : { name, fault })

const APP: NamedTree = { name: 'the app', path: ROOT }
const STUB = 'the stub'
const home = join(STATE_DIR, 'lab-trees')

const firstFailure = ({ tests }: TreeResult) => tests.find((test) => !test.passed)
const told = (result: TreeResult): string => result.crash ?? firstFailure(result)?.message ?? 'every test passed'

/** Judges what a stub's check said: it must fail by an assertion, and by the one the manifest names. */
export function stubFault(lab: Pick<CataloguedLab, 'stubFails'>, result: TreeResult): string | undefined {
  if (result.crash) return `the check crashed instead of failing: ${result.crash}`
  if (passed(result)) return 'the check passes although the code is missing; test what the region does'
  const thrown = result.tests.find((test) => !test.passed && !test.asserted)
  if (thrown)
    return `'${thrown.title}' threw instead of failing an assertion: ${thrown.message}; a stub degrades, it never throws`
  const first = firstFailure(result)
  if (first?.title !== lab.stubFails)
    return `the stub fails '${first?.title}' first, and lab.ts says stubFails: '${lab.stubFails}'`
  return undefined
}

/** Judges what a wrong solution's check said: it must fail an assertion with its own message. */
export function wrongFault(fails: string, result: TreeResult): string | undefined {
  if (passed(result)) return 'the check takes it for right; add a test that tells it apart'
  const messages = result.tests.filter((test) => !test.passed).map((test) => test.message ?? '')
  if (messages.some((message) => message.includes(fails))) return undefined
  return `the check says '${told(result)}', and lab.ts expects '${fails}'`
}

/** Judges a manifest by itself. */
export function manifestGates(lab: CataloguedLab): Gate[] {
  const messages = lab.wrong.map(({ fails }) => fails)
  const text = readme(lab)
  return [
    gate(
      'it has a title, a goal and a time',
      lab.title && lab.goal && lab.minutes > 0 ? undefined : 'fill title, goal, minutes',
    ),
    gate(
      'its README says what to do',
      text.startsWith('# ') && text.length > 400 ? undefined : 'README.md starts with "# " and explains the lab',
    ),
    gate(
      'it has at least two hints, none empty',
      lab.hints.length >= 2 && lab.hints.every((hint) => hint.trim().length > 20)
        ? undefined
        : 'write a nudge first and nearly the answer last',
    ),
    ...(lab.regions.length === 0
      ? []
      : [
          gate(
            'at least three wrong solutions, each with a message of its own',
            messages.length >= 3 && new Set(messages).size === messages.length
              ? undefined
              : 'add what people would plausibly write',
          ),
        ]),
  ]
}

async function codeGates(lab: CataloguedLab): Promise<Gate[]> {
  if (lab.regions.length === 0) return []
  const stubTree = { name: STUB, path: join(home, lab.id, 'stub') }
  copyProject(stubTree.path)
  putStubs(stubTree.path, lab)
  const mutants = lab.wrong.map((wrong, index) => ({
    wrong,
    tree: { name: wrong.name, path: join(home, lab.id, `wrong-${index + 1}`) },
  }))
  const faults = new Map<string, string>()
  for (const { wrong, tree } of mutants) {
    copyProject(tree.path)
    try {
      for (const edit of wrong.edits) putEdit(tree.path, lab, edit)
    } catch (error) {
      faults.set(wrong.name, error instanceof Error ? error.message : String(error))
    }
  }
  const results = await runChecks(lab.id, [APP, stubTree, ...mutants.map(({ tree }) => tree)])
  const of = (name: string): TreeResult =>
    results.find(({ tree }) => tree === name) ?? { tree: name, tests: [], crash: 'was not checked' }
  return [
    gate("the app's code passes", passed(of(APP.name)) ? undefined : told(of(APP.name))),
    gate(`the stub fails '${lab.stubFails}'`, stubFault(lab, of(STUB))),
    ...mutants.map(({ wrong }) =>
      gate(`'${wrong.name}' is told apart`, faults.get(wrong.name) ?? wrongFault(wrong.fails, of(wrong.name))),
    ),
  ]
}

/** What must hold for all labs together: the tree an attendee gets, and the one they end with. */
async function treeGates(labs: readonly CataloguedLab[]): Promise<Gate[]> {
  const tree = join(home, 'all')
  copyProject(tree)
  for (const lab of labs) putStubs(tree, lab)
  const outside = differences(tree, labs)
  const types = await runNode('node_modules/typescript/bin/tsc', [
    '--project',
    join(tree, 'tsconfig.json'),
    '--pretty',
    'false',
  ])
  for (const lab of labs) putSolution(tree, lab)
  const end = differences(tree, [])
  return [
    gate(
      "outside the labs' regions it equals the app byte for byte",
      outside.length === 0 ? undefined : outside.join('; '),
    ),
    gate('its stubs typecheck', types.code === 0 ? undefined : types.output.trim()),
    gate('with every lab solved it is the app', end.length === 0 ? undefined : end.join('; ')),
  ]
}

function print(gates: readonly Gate[]): void {
  for (const { name, fault } of gates)
    process.stdout.write(`  ${fault ? bad('✗') : good('✓')} ${name}\n${fault ? `      ${fault}\n` : ''}`)
}

/** Proves that every lab fails, passes and explains itself as its manifest says. */
export async function verifyLabs(only?: CataloguedLab): Promise<Tally> {
  const labs = await catalogue()
  const all: Gate[] = []
  rmSync(home, { recursive: true, force: true })
  for (const lab of labs.filter((candidate) => !only || candidate.id === only.id)) {
    const startedAt = performance.now()
    const stop = progress(() => `proving lab ${lab.number}`)
    const gates = [...manifestGates(lab), ...(await codeGates(lab))]
    stop()
    process.stdout.write(`${strong(`${lab.number}  ${lab.title}`)} ${dim(duration(performance.now() - startedAt))}\n`)
    print(gates)
    all.push(...gates)
  }
  process.stdout.write(`${strong("The attendee's tree")}\n`)
  const gates = await treeGates(labs)
  print(gates)
  all.push(...gates)
  rmSync(home, { recursive: true, force: true })
  const failed = all.filter(({ fault }) => fault !== undefined).length
  return { passed: all.length - failed, failed, skipped: 0 }
}
