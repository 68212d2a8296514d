// SPDX-License-Identifier: Apache-2.0

/** The oldest Node.js the kit runs on; vitest, Next and Vite's `^20.19` decide it. */
export const OLDEST_NODE = [20, 19]

/**
 * What is wrong with this Node.js, in words, or nothing.
 * @param {string} version as in `process.versions.node`
 * @returns {string | undefined}
 */
export function nodeComplaint(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [needMajor = 0, needMinor = 0] = OLDEST_NODE
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined
  return (
    `The kit needs Node.js ${needMajor}.${needMinor} or newer; this is ${version}.\n` +
    'Get a newer one from https://nodejs.org, or run `nvm install` here (.nvmrc names the version).'
  )
}
