// SPDX-License-Identifier: Apache-2.0
import { watch } from 'node:fs'
import { join, relative } from 'node:path'
import { EXIT, KitError } from '../scripts/exit.ts'
import { ROOT, STATE_DIR, WORK_DIR } from '../scripts/paths.ts'
import { run as runProgram } from '../scripts/run.ts'
import { bad, dim, good, paint, strong, table } from '../scripts/terminal.ts'
import { attempt, isDone, standing, takeHint } from './attempt.ts'
import { type CataloguedLab, catalogue, named } from './catalogue.ts'
import type { CheckedTest, TreeResult } from './check.ts'
import { entryOf, type Progress, readProgress, withEntry, writeProgress } from './progress.ts'
import { filesOf } from './tree.ts'
import { comparisons, fill, introduction, makeWork, requireWork, save, started } from './work.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const json = (value: unknown): void => say(JSON.stringify(value, null, 2))
const notDone = (labs: readonly CataloguedLab[], progress: Progress) => labs.filter((lab) => !isDone(progress, lab))

interface Desk {
  readonly labs: readonly CataloguedLab[]
  readonly progress: Progress
  readonly lab: CataloguedLab
}

/** The lab a command is about: the one named, else the current one, else the first that is not done. */
async function desk(word: string | undefined): Promise<Desk> {
  const labs = await catalogue()
  const progress = readProgress(new Date())
  const lab =
    word !== undefined
      ? named(labs, word)
      : (labs.find(({ id }) => id === progress.current) ?? notDone(labs, progress)[0] ?? labs.at(-1))
  if (!lab) throw new KitError(EXIT.no, 'There are no labs.')
  return { labs, progress, lab }
}

const MARKS = { open: dim('○'), done: good('●'), solved: paint('yellow', '◐') } as const

function showStanding(labs: readonly CataloguedLab[], progress: Progress): void {
  const rows = standing(labs, progress)
  const done = rows.filter(({ status }) => status !== 'open').length
  say(
    table(
      rows.map((row) => [
        row.current ? strong('›') : ' ',
        MARKS[row.status],
        String(row.lab).padStart(2),
        row.current ? strong(row.title) : row.title,
        dim(`${row.minutes} min`),
        row.status === 'solved' ? dim('solved for you') : '',
      ]),
    ),
  )
  say(dim(`\n${done} of ${rows.length} done. ${started() ? '' : 'Begin with: ./kit lab start'}`))
}

/** `./kit lab list`. */
export async function list(options: { json?: boolean }): Promise<void> {
  const labs = await catalogue()
  const progress = readProgress(new Date())
  if (options.json) json(standing(labs, progress))
  else showStanding(labs, progress)
}

/** `./kit lab progress`: the same as a list, with what an instructor may want to collect. No personal data. */
export async function progress(options: { json?: boolean }): Promise<void> {
  const labs = await catalogue()
  const now = readProgress(new Date())
  if (options.json) json({ startedAt: now.startedAt, current: now.current ?? null, labs: standing(labs, now) })
  else showStanding(labs, now)
}

function begin(lab: CataloguedLab): void {
  say(`${strong(`Lab ${lab.number}: ${lab.title}`)} ${dim(`about ${lab.minutes} min`)}\n`)
  say(`${introduction(lab).replace(/^# .*\n+/, '')}\n`)
  if (lab.regions.length > 0) {
    say('You write:')
    for (const { file, name } of lab.regions)
      say(`  ${strong(join('work', file))}  ${dim(`between #region ${name} and #endregion`)}`)
  }
  say(`\nRead:   ${join(relative(process.cwd(), lab.folder), 'README.md')}`)
  say(`Check:  ./kit lab check ${lab.number}\nHint:   ./kit lab hint ${lab.number}\nRun:    ./kit lab run`)
}

/** `./kit lab start`. */
export async function start(word: string | undefined): Promise<void> {
  const { labs, progress: now, lab } = await desk(word)
  if (!started()) {
    makeWork(notDone(labs, now))
    say(good('Made work/, your own copy of the project. The pieces you will write are missing in it.\n'))
  }
  writeProgress({ ...now, current: lab.id })
  begin(lab)
}

const showTest = ({ title, passed: ok, message }: CheckedTest): void => {
  say(`  ${ok ? good('✓') : bad('✗')} ${title}`)
  if (!ok && message) say(message.replace(/^/gm, '      '))
}

function report(lab: CataloguedLab, result: TreeResult): void {
  say(strong(`Lab ${lab.number}: ${lab.title}`))
  // From the first failure on, the rest would only repeat it in other words.
  const first = result.tests.findIndex((test) => !test.passed)
  for (const test of first === -1 ? result.tests : result.tests.slice(0, first + 1)) showTest(test)
  const after = first === -1 ? 0 : result.tests.slice(first + 1).filter((test) => !test.passed).length
  if (after > 0) say(dim(`  … and ${after} more after that one`))
  if (result.crash) say(`  ${bad('✗')} the check could not run\n${result.crash.replace(/^/gm, '      ')}`)
}

async function checkOnce(word: string | undefined, asJson: boolean): Promise<boolean> {
  const { labs, lab } = await desk(word)
  const { ok, result } = await attempt(lab)
  const now = readProgress(new Date())
  if (asJson) {
    json({ lab: lab.number, id: lab.id, passed: ok, tests: result.tests, crash: result.crash ?? null })
    return ok
  }
  report(lab, result)
  if (!ok) say(`\nA hint: ./kit lab hint ${lab.number}`)
  else if (notDone(labs, now).length > 0) say(`\n${good('Done.')} Hear it: ./kit lab run    Go on: ./kit lab next`)
  else say(`\n${good('Done, and that was the last one.')} work/ is the app now. Run it: ./kit lab run`)
  return ok
}

/** `./kit lab check`. Exit code 1 when the code does not hold yet. */
export async function check(word: string | undefined, options: { json?: boolean; watch?: boolean }): Promise<void> {
  const ok = await checkOnce(word, options.json ?? false)
  if (!options.watch) {
    process.exitCode = ok ? EXIT.done : EXIT.no
    return
  }
  const { lab } = await desk(word)
  say(dim('\nChecking again whenever you save. Ctrl-C ends it.'))
  await new Promise<void>((_, reject) => {
    let timer: NodeJS.Timeout | undefined
    for (const file of filesOf(lab)) {
      watch(join(WORK_DIR, file), () => {
        clearTimeout(timer)
        timer = setTimeout(() => void checkOnce(lab.id, false).catch(reject), 200)
      })
    }
  })
}

/** `./kit lab run`: the first lab runs the real app, every other one the attendee's. */
export async function run(word: string | undefined, options: { port?: number; open?: boolean }): Promise<void> {
  const { lab } = await desk(word)
  const own = lab.regions.length > 0
  if (own) requireWork()
  const { start: startApp } = await import('../scripts/start.ts')
  say(dim(own ? 'Your app, from work/.' : 'The real app.'))
  await startApp({ ...options, ...(own && { tree: WORK_DIR, stateDir: join(STATE_DIR, 'work') }) })
}

/** `./kit lab hint`: the next level, or the one asked for. */
export async function hint(word: string | undefined, options: { level?: number }): Promise<void> {
  const { lab } = await desk(word)
  const { level, of, text } = takeHint(lab, options.level)
  say(`${strong(`Hint ${level} of ${of}`)} ${dim(`lab ${lab.number}: ${lab.title}`)}\n`)
  say(text)
  if (level === of)
    say(
      dim(
        `\nThat was the last one. The app's own code: ./kit lab diff ${lab.number}, or ./kit lab solve ${lab.number}`,
      ),
    )
}

/** `./kit lab diff`: needs git, as the clone did. */
export async function diff(word: string | undefined): Promise<void> {
  const { lab } = await desk(word)
  requireWork()
  if (comparisons(lab).every(({ mine, theirs }) => mine === theirs)) return say("Your code is the same as the app's.")
  for (const file of filesOf(lab)) {
    await runProgram('git', ['--no-pager', 'diff', '--no-index', join('work', file), file], { show: true, cwd: ROOT })
  }
}

/** `./kit lab solve`. */
export async function solve(word: string | undefined): Promise<void> {
  const { labs, progress: before, lab } = await desk(word)
  requireWork()
  const saved = save(filesOf(lab), new Date())
  const whole = fill(lab, 'solution', notDone(labs, before))
  const entry = entryOf(before, lab.id)
  writeProgress(withEntry(before, lab.id, { status: entry.status === 'done' ? 'done' : 'solved' }))
  say(
    `The app's code is in place${whole ? ' (the region markers were gone, so the whole files were put back)' : ''}. What you had: ${saved}`,
  )
  say(`See it work: ./kit lab check ${lab.number}`)
}

/** `./kit lab reset`: one lab, or the whole of `work/`. */
export async function reset(word: string | undefined, options: { all?: boolean }): Promise<void> {
  const { labs, progress: before, lab } = await desk(word)
  requireWork()
  if (options.all) {
    const saved = save(['.'], new Date())
    makeWork(labs)
    writeProgress({ version: 1, startedAt: new Date().toISOString(), labs: {} })
    return say(`work/ is new, no lab is done. What you had: ${saved}`)
  }
  const saved = save(filesOf(lab), new Date())
  const open = [...notDone(labs, before).filter(({ id }) => id !== lab.id), lab]
  const whole = fill(lab, 'stub', open)
  writeProgress({ ...withEntry(before, lab.id, { status: 'open' }), current: lab.id })
  say(
    `Lab ${lab.number} starts over${whole ? ' (the region markers were gone, so its whole files were put back)' : ''}. What you had: ${saved}`,
  )
}

/** `./kit lab next`. */
export async function next(): Promise<void> {
  const { labs, progress: before, lab } = await desk(undefined)
  if (!isDone(before, lab))
    throw new KitError(
      EXIT.no,
      `Lab ${lab.number} is not done yet: ./kit lab check ${lab.number}\nTo leave it, solve it (./kit lab solve) or begin another one (./kit lab start N).`,
    )
  const following =
    labs.find((candidate) => candidate.number > lab.number && !isDone(before, candidate)) ?? notDone(labs, before)[0]
  if (!following) return say(good('Every lab is done. work/ is the app, and it is yours.'))
  await start(following.id)
}

/** `./kit lab verify`. */
export async function verify(word: string | undefined): Promise<void> {
  const { verifyLabs } = await import('./verify.ts')
  const counts = await verifyLabs(word === undefined ? undefined : named(await catalogue(), word))
  if (counts.failed > 0)
    throw new KitError(EXIT.no, `${counts.failed} of ${counts.passed + counts.failed} gates do not hold.`)
  say(good(`All ${counts.passed} gates hold.`))
}

/** `./kit lab serve`: the labs beside the attendee's app, in one page. */
export async function serve(options: { port: number; open?: boolean }): Promise<void> {
  requireWork()
  const { serveLabs } = await import('./serve/server.ts')
  await serveLabs(options)
}
