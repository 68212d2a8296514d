// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { regionText } from '../labs/regions.ts'

/** A fault in a page: where, and what to do. */
export interface PageFault {
  readonly page: string
  readonly line: number
  readonly message: string
}

const REFERENCE = /^<<<\s*@\/(\S+?)(?:#([\w*-]+))?(?:\{.*\})?\s*(?:\[.*\])?$/
const FENCE = /^(`{3,})\s*(\w+)?.*?\bquote="([^"#]+)#([\w*-]+)"/

const dedented = (text: string): string => {
  const lines = text.split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0)
  const common = Math.min(...indents)
  return lines.map((line) => line.slice(common)).join('\n')
}

function region(root: string, file: string, name: string): { text: string } | { fault: string } {
  if (!existsSync(join(root, file))) return { fault: `quotes ${file}, and there is no such file` }
  try {
    return { text: regionText(readFileSync(join(root, file), 'utf8'), name) }
  } catch {
    return { fault: `quotes the region '${name}' of ${file}, and there is no such region` }
  }
}

/**
 * Code that a page quotes must be the code that runs. A reference (`<<< @/../app/core/ring.ts#ring-read`) cannot differ, but
 * its file and region must exist: VitePress would quietly show the whole file. A copy (a fence with
 * `quote="app/core/ring.ts#ring-read"`) must equal its region.
 * @param root the repository
 * @param page path from the root
 */
export function quoteFaults(root: string, page: string, text: string): PageFault[] {
  const faults: PageFault[] = []
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const fault = (message: string) => faults.push({ page, line: index + 1, message })
    const reference = REFERENCE.exec(line)
    if (line.startsWith('<<<') && !reference) fault(`cannot be understood: ${line}; write <<< @/../app/file.ts#region`)
    if (reference) {
      const file = posix.join('docs', reference[1] ?? '')
      if (!reference[2]) {
        if (!existsSync(join(root, file))) fault(`quotes ${file}, and there is no such file`)
      } else {
        const found = region(root, file, reference[2])
        if ('fault' in found) fault(found.fault)
      }
    }
    const fence = FENCE.exec(line)
    if (fence) {
      const [, ticks = '```', , file = '', name = ''] = fence
      const end = lines.findIndex((candidate, at) => at > index && candidate.trim() === ticks)
      const quoted = lines.slice(index + 1, end === -1 ? undefined : end).join('\n')
      const found = region(root, file, name)
      if ('fault' in found) fault(found.fault)
      else if (dedented(quoted).trim() !== dedented(found.text).trim())
        fault(`differs from the region '${name}' of ${file}; copy it again, or quote it by reference`)
    }
  }
  return faults
}

/** Lines of `sh` fences that call the launcher with a command it does not have. */
export function commandFaults(
  page: string,
  text: string,
  commands: ReadonlySet<string>,
  scripts: ReadonlySet<string>,
): PageFault[] {
  return text.split('\n').flatMap((line, index) => {
    const faults: PageFault[] = []
    for (const [, command = ''] of line.matchAll(/\.\/kit ([a-z][a-z-]*(?: [a-z][a-z-]*)?)/g)) {
      const [first = '', second = ''] = command.split(' ')
      if (!commands.has(first)) faults.push({ page, line: index + 1, message: `there is no ./kit ${first}` })
      else if (first === 'lab' && second && !commands.has(`lab ${second}`))
        faults.push({ page, line: index + 1, message: `there is no ./kit lab ${second}` })
    }
    for (const [, script = ''] of line.matchAll(/npm run ([a-z][a-z:-]*)/g)) {
      if (!scripts.has(script)) faults.push({ page, line: index + 1, message: `there is no npm run ${script}` })
    }
    return faults
  })
}
