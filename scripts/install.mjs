// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * An entry of `packages` in package-lock.json, as far as it matters here.
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockEntry
 * @typedef {Readonly<Record<string, LockEntry>>} LockEntries
 */

const stampPath = (/** @type {string} */ root) => join(root, 'node_modules', '.kit-install')

const lockHash = (/** @type {string} */ root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

/** @type {(path: string) => LockEntries | undefined} */
const readEntries = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * The first package that is locked but not installed in that version. npm leaves out optional packages made for
 * other machines, so a missing optional package is no fault.
 * @param {LockEntries} locked of package-lock.json
 * @param {LockEntries} installed of node_modules/.package-lock.json, which npm writes last
 * @returns {string | undefined}
 */
export function firstMissing(locked, installed) {
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue
    const found = installed[path]
    if (!found && (entry.optional || entry.devOptional)) continue
    if (!found || found.version !== entry.version) return path
  }
  return undefined
}

/**
 * Why packages must be installed now, in words, or nothing if all are there. Needs no network.
 * @param {string} root
 * @returns {string | undefined}
 */
export function installReason(root) {
  if (!existsSync(join(root, 'node_modules'))) return 'nothing is installed yet'
  if (existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === lockHash(root)) return undefined
  const locked = readEntries(join(root, 'package-lock.json'))
  const installed = readEntries(join(root, 'node_modules', '.package-lock.json'))
  if (!locked || !installed) return 'the last install did not finish'
  const missing = firstMissing(locked, installed)
  return missing === undefined ? undefined : `${missing.replace(/^.*node_modules\//, '')} is missing or another version`
}

/**
 * Notes that what package-lock.json asks for is there, so that the next start only compares a hash.
 * @param {string} root
 */
export function rememberInstall(root) {
  const hash = lockHash(root)
  const stamp = stampPath(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  try {
    writeFileSync(stamp, hash)
  } catch {
    // A read-only checkout works as well, it compares the lockfiles each time.
  }
}

/** Folders, from the root, of the packages this machine will get. */
const expectedFolders = (/** @type {string} */ root) =>
  Object.entries(readEntries(join(root, 'package-lock.json')) ?? {})
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link && !entry.optional && !entry.devOptional)
    .map(([path]) => path)

/**
 * Runs `npm ci` and shows how far it is.
 * @param {string} root
 * @param {string} reason
 * @returns {Promise<string | undefined>} what went wrong and what to do, or nothing
 */
export async function install(root, reason) {
  const startedAt = Date.now()
  const expected = expectedFolders(root)
  const terminal = process.stderr.isTTY === true
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const line = () => {
    // npm makes all folders first and fills them afterwards.
    const unpacked = expected.filter((path) => existsSync(join(root, path, 'package.json'))).length
    const doing = unpacked === 0 ? 'fetching' : `${unpacked} of ${expected.length} unpacked`
    return `  installing packages: ${doing}, ${seconds()} s`
  }
  process.stderr.write(`Installing packages with npm ci (${reason}). It takes a minute or two, once.\n`)
  const ticker = setInterval(
    () => process.stderr.write(terminal ? `\r\x1b[2K${line()}` : `${line()}\n`),
    terminal ? 500 : 10_000,
  )

  const npm = process.env.npm_execpath
  const [command, ...before] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const child = spawn(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && before.length === 0,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      output = (output + text).slice(-8_000)
    })
  }
  const ended = await new Promise((done) => {
    child.once('error', (error) => done(error.message))
    child.once('close', (code) => done(code === 0 ? undefined : `exit code ${code}`))
  })
  clearInterval(ticker)
  if (terminal) process.stderr.write('\r\x1b[2K')
  if (ended === undefined) {
    rememberInstall(root)
    process.stderr.write(`Installed in ${seconds()} s.\n\n`)
    return undefined
  }
  // npm's usage text says nothing about what went wrong.
  const said = output.split(/\nnpm error\s*\nnpm error (?:Clean install a project|Usage:)/)[0]?.trim() ?? ''
  return (
    `${said}\n\nInstalling packages failed (npm ci: ${ended}) after ${seconds()} s.\n` +
    'It needs the npm registry once: check the network, the proxy (npm config get proxy) and the disk (df -h .),\n' +
    'then run the same command again. Nothing else of the kit needs the network.'
  )
}
