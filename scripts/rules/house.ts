// SPDX-License-Identifier: Apache-2.0
import type { Violation } from './arrows.ts'
import { withoutComments } from './imports.ts'
import type { SourceFile } from './source-files.ts'

/** Past this many lines, something wants to move out of the file. */
export const MOST_LINES = 400

const VAGUE = /\/(utils?|helpers?|common|misc|managers?|services?)(\/|\.tsx?$)/
const IMPURE = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now)/

function regionFaults(file: SourceFile): Violation[] {
  const faults: Violation[] = []
  const seen = new Set<string>()
  let open: { name: string; line: number } | undefined
  file.text.split('\n').forEach((text, index) => {
    const line = index + 1
    const start = /^\s*\/\/ #region (\S+)\s*$/.exec(text)?.[1]
    const end = /^\s*\/\/ #endregion (\S+)\s*$/.exec(text)?.[1]
    if (start !== undefined) {
      if (open)
        faults.push({
          path: file.path,
          line,
          message: `region ${start} opens inside ${open.name}; regions do not nest`,
        })
      if (seen.has(start))
        faults.push({ path: file.path, line, message: `region ${start} opens a second time in this file` })
      seen.add(start)
      open = { name: start, line }
    }
    if (end !== undefined) {
      if (open?.name !== end)
        faults.push({ path: file.path, line, message: `#endregion ${end} closes ${open?.name ?? 'nothing'}` })
      open = undefined
    }
  })
  if (open) faults.push({ path: file.path, line: open.line, message: `region ${open.name} is never closed` })
  return faults
}

/** Rules about single files: licence header, length, names, purity of core, well-formed regions. */
export function houseViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const faults: Violation[] = []
    const fault = (line: number, message: string) => faults.push({ path: file.path, line, message })
    const lines = file.text.split('\n')
    if (!lines.slice(0, 3).some((line) => line.includes('SPDX-License-Identifier: Apache-2.0')))
      fault(1, "no licence header; the first line is '// SPDX-License-Identifier: Apache-2.0'")
    if (lines.length > MOST_LINES + 1)
      fault(MOST_LINES, `${lines.length - 1} lines; past ${MOST_LINES}, something wants to move out`)
    if (VAGUE.test(file.path)) fault(1, 'the name says nothing; name the file and its folder after what they hold')
    if (file.path.startsWith('app/core/') && !/\.(test|bench)\.ts$/.test(file.path)) {
      withoutComments(file.text)
        .split('\n')
        .forEach((line, index) => {
          const impure = IMPURE.exec(line)?.[1]
          if (impure) fault(index + 1, `core is pure: take time and randomness as a parameter instead of ${impure}`)
        })
    }
    return [...faults, ...regionFaults(file)]
  })
}
