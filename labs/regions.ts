// SPDX-License-Identifier: Apache-2.0

/** A region that is not where it should be. */
export class RegionError extends Error {
  override readonly name = 'RegionError' as const
  readonly code = 'region'
}

interface Span {
  /** Indices into the lines of the text: the markers themselves. */
  readonly open: number
  readonly close: number
}

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? ''

function find(lines: readonly string[], name: string): Span {
  const at = (marker: string) =>
    lines.flatMap((line, index) => (line.trim() === `// #${marker} ${name}` ? [index] : []))
  const [open, ...otherOpens] = at('region')
  const [close, ...otherCloses] = at('endregion')
  if (open === undefined || close === undefined || close < open)
    throw new RegionError(
      `There is no region '${name}': it needs a line '// #region ${name}' and a line '// #endregion ${name}'.`,
    )
  if (otherOpens.length > 0 || otherCloses.length > 0)
    throw new RegionError(`The region '${name}' is marked more than once.`)
  return { open, close }
}

/** The lines between a region's markers. Throws {@link RegionError}. */
export function regionText(text: string, name: string): string {
  const lines = text.split('\n')
  const { open, close } = find(lines, name)
  return lines.slice(open + 1, close).join('\n')
}

/** The text with another body between a region's markers, everything else untouched. Throws {@link RegionError}. */
export function withRegion(text: string, name: string, body: string): string {
  const lines = text.split('\n')
  const { open, close } = find(lines, name)
  return [...lines.slice(0, open + 1), body, ...lines.slice(close)].join('\n')
}

/** A body written with any indentation, moved to that of the region it is for. Throws {@link RegionError}. */
export function fitted(text: string, name: string, body: string): string {
  const lines = text.split('\n')
  const target = indentOf(lines[find(lines, name).open] ?? '')
  const own = body.replace(/^\n+|\s+$/g, '').split('\n')
  const common = Math.min(...own.filter((line) => line.trim() !== '').map((line) => indentOf(line).length))
  return own.map((line) => (line.trim() === '' ? '' : target + line.slice(common))).join('\n')
}
