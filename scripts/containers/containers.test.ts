// SPDX-License-Identifier: Apache-2.0
// No image can be built here: the Containerfiles are followed step by step in a folder, with packages linked in.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT } from '../paths.ts'
import { assemble } from './assemble.ts'
import { stagesOf } from './containerfile.ts'

const out = mkdtempSync(join(tmpdir(), 'containers-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill()
  rmSync(out, { recursive: true, force: true })
})
const FILES = ['Containerfile', 'Containerfile.docs']

/** What the builds of the page and of the site leave behind, without their minutes. */
function pretend(command: string, home: string): void {
  const put = (path: string, words: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), words)
  }
  const link = (path: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    if (!existsSync(join(home, path))) symlinkSync(join(ROOT, path), join(home, path))
  }
  const script = /^node (?:--import tsx )?(\S+)/.exec(command)?.[1]
  if (command.startsWith('npm ci')) {
    for (const name of ['package.json', 'package-lock.json', 'app/package.json', 'docs/package.json'])
      if (!existsSync(join(home, name))) throw new Error(`npm ci: ${name} was not copied`)
    for (const name of ['sirv', '@polka/url', 'mrmime', 'totalist', 'vitepress', 'tsx']) link(`node_modules/${name}`)
  } else if (script !== undefined) {
    if (!existsSync(join(home, script))) throw new Error(`${command}: ${script} was not copied`)
    if (command.includes('vitepress')) put('docs/.vitepress/dist/index.html', '<h1>The guide</h1>')
    else put('app/web/out/index.html', '<h1>The page</h1>')
  } else if (!command.startsWith('rm -rf node_modules/')) throw new Error(`RUN ${command}: not known to this test`)
}

function start(home: string, last: ReturnType<typeof assemble>['last'], env: Record<string, string>): ChildProcess {
  const [program = '', ...args]: string[] = JSON.parse(
    last.steps.find(({ instruction }) => instruction === 'CMD')?.words ?? '[]',
  )
  expect(program).toBe('node')
  const child = spawn(process.execPath, args, { cwd: home, env: { PATH: process.env.PATH, ...env } })
  children.push(child)
  return child
}

describe.each(FILES)('%s', (file) => {
  const stages = stagesOf(readFileSync(join(ROOT, file), 'utf8'))

  it('begins from images of one digest, and ends as nobody in particular', () => {
    for (const { from } of stages)
      expect(from).toMatch(/^registry\.access\.redhat\.com\/ubi9\/.+:[\w.-]+@sha256:[0-9a-f]{64}$/)
    const last = stages.at(-1)?.steps ?? []
    expect(last.filter(({ instruction }) => instruction === 'USER')).toEqual([{ instruction: 'USER', words: '1001' }])
    expect(last.some(({ instruction }) => instruction === 'RUN')).toBe(false)
  })

  it('runs no script of any package', () => {
    const installs = stages.flatMap(({ steps }) => steps).filter(({ words }) => words.startsWith('npm'))
    expect(installs.length).toBeGreaterThan(0)
    for (const { words } of installs) expect(words).toMatch(/^npm ci .*--ignore-scripts/)
  })
})

describe('the images hold what they run', () => {
  it('the app: every module of the server is there, and it asks for its settings', async () => {
    const { home, last } = assemble('Containerfile', join(out, 'app'), pretend)
    expect(existsSync(join(home, 'app/web/out/index.html'))).toBe(true)
    rmSync(join(home, 'node_modules'), { recursive: true, force: true })
    symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'))
    const server = start(home, last, {})
    const words = await text(server.stderr ?? process.stdin)
    expect(words).toContain('The configuration has 3 mistakes')
    expect(words).toContain('STT_BASE_URL is missing')
  })

  it('the guide: its pages and its health, and nothing of this machine', async () => {
    const { home, last } = assemble('Containerfile.docs', join(out, 'docs'), pretend)
    // The whole tree went into its first stage, but for what .dockerignore leaves out.
    const copied = join(out, 'docs', '0', 'opt/app-root/src')
    expect(existsSync(join(copied, 'docs/index.md'))).toBe(true)
    expect(existsSync(join(copied, '.git'))).toBe(false)
    expect(existsSync(join(copied, 'node_modules/typescript'))).toBe(false)
    expect(readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.kit']),
    )
    const server = start(home, last, { HOST: '127.0.0.1', PORT: '0' })
    const said = await new Promise<string>((resolve, reject) => {
      server.stdout?.once('data', (data: Buffer) => resolve(data.toString()))
      server.stderr?.once('data', (data: Buffer) => reject(new Error(data.toString())))
    })
    const url = /http:\S+/.exec(said)?.[0] ?? ''
    const get = async (path: string) => {
      const response = await fetch(`${url}${path}`)
      return [response.status, (await response.text()).trim()]
    }
    expect(await get('/healthz')).toEqual([200, 'ok'])
    expect(await get('/')).toEqual([200, '<h1>The guide</h1>'])
    expect(await get('/nowhere')).toEqual([404, 'There is no such page.'])
  })
})
