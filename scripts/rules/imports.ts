// SPDX-License-Identifier: Apache-2.0

/** One import of a source file. */
export interface Import {
  readonly specifier: string
  /** 1-based. */
  readonly line: number
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** The same text with comments blanked out, so that positions stay. Quoted and template strings are left alone. */
export function withoutComments(text: string): string {
  return text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g,
    (found) => (found.startsWith('/') ? blank(found) : found),
  )
}

const STATEMENT = /(?:^|[;\n])\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"\n]+)['"]/g
const CALL = /\bimport\(\s*['"]([^'"\n]+)['"]/g
const WORKER = /\bnew URL\(\s*['"](\.[^'"\n]+\.(?:ts|tsx|mjs|js))['"]\s*,\s*import\.meta\.url/g

/** Every module a source file names: static, re-exported, imported by call, or started as a worker. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text)
  return [STATEMENT, CALL, WORKER]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => {
      const specifier = match[1] ?? ''
      const at = match.index + match[0].lastIndexOf(specifier)
      return { specifier, line: code.slice(0, at).split('\n').length }
    })
    .sort((a, b) => a.line - b.line)
}
