// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

const Entry = z.looseObject({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
})

/** An object whose members are kept as they are, in their order, so that npm finds its own file again. */
const Members = z.record(z.string(), z.unknown())

/** package-lock.json. */
export type Lockfile = Readonly<Record<string, unknown>> & { readonly packages: Readonly<Record<string, unknown>> }

export function parseLockfile(text: string): Lockfile {
  const members = Members.parse(JSON.parse(text))
  return { ...members, packages: Members.parse(members.packages) }
}

interface Missing {
  readonly name: string
  readonly version: string
  readonly dev: boolean
}

/**
 * Optional packages that some locked package names and the lockfile does not. npm leaves them out when its registry
 * does not have them (a mirror that keeps one platform's binaries, say), and `npm ci` then refuses the lockfile everywhere.
 */
export function missingOptional(lock: Lockfile): Missing[] {
  const paths = Object.keys(lock.packages)
  return Object.values(lock.packages).flatMap((entry) => {
    const { dev = false, optionalDependencies = {} } = Entry.parse(entry)
    return Object.entries(optionalDependencies)
      .filter(([name]) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))
      .map(([name, version]) => ({ name, version, dev }))
  })
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']

/** Which machines a platform package is for, read off its name: `@next/swc-win32-arm64-msvc`. */
export function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | undefined {
  const words = name.split(/[/-]/)
  const os = SYSTEMS.find((word) => words.includes(word))
  const cpu = PROCESSORS.find((word) => words.includes(word))
  if (!os || !cpu) return undefined
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : os === 'linux' && words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) }
}

/** The lockfile with its missing platform packages named, at the exact version that asks for them. */
export function completed(lock: Lockfile): Lockfile {
  const packages: Record<string, unknown> = { ...lock.packages }
  for (const { name, version, dev } of missingOptional(lock)) {
    const platform = platformOf(name)
    if (!platform || !/^\d/.test(version)) continue
    packages[`node_modules/${name}`] = { version, ...platform, ...(dev && { dev }), optional: true }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  return { ...lock, packages: sorted }
}

const Package = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
})

/** Packages that npm will install without comparing them with a checksum, by their place in the lockfile. */
export function unverified(
  lock: Lockfile,
): { readonly path: string; readonly name: string; readonly version: string }[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const { version, integrity, link } = Package.parse(entry)
    const name = path.split('node_modules/').at(-1) ?? ''
    return path.includes('node_modules/') && !link && version && !integrity ? [{ path, name, version }] : []
  })
}

/** The lockfile with the checksums that are known now, by place. */
export function verified(lock: Lockfile, checksums: ReadonlyMap<string, string>): Lockfile {
  const packages = { ...lock.packages }
  for (const [path, integrity] of checksums) {
    const { version, ...rest } = Package.parse(packages[path])
    packages[path] = { version, integrity, ...rest }
  }
  return { ...lock, packages }
}
