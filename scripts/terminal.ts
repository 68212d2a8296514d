// SPDX-License-Identifier: Apache-2.0
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

/** `text` in a style, where the terminal shows styles. */
export const paint = (style: Style, text: string): string => (coloured ? styleText(style, text) : text)

export const good = (text: string): string => paint('green', text)
export const bad = (text: string): string => paint('red', text)
export const dim = (text: string): string => paint('dim', text)
export const strong = (text: string): string => paint('bold', text)

/** `1.2 s`, `84 ms`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  const wholeS = Math.round(ms / 1_000)
  return `${Math.floor(wholeS / 60)} min ${wholeS % 60} s`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape sequence is made of
const ESCAPES = /\u001b\[[0-9;]*m/g
const width = (text: string): number => text.replace(ESCAPES, '').length

/** Columns lined up by two spaces; cells may be painted. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell))
    })
  }
  return rows
    .map((row) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

/**
 * Says that something takes time once it has taken more than `afterMs`, and how long so far: on a terminal in one
 * line that is overwritten, elsewhere every ten seconds.
 * @returns stop, which clears the line
 */
export function progress(describe: () => string, afterMs = 2_000): () => void {
  const terminal = process.stdout.isTTY === true
  const startedAt = Date.now()
  let shown = false
  let nextAt = afterMs
  const ticker = setInterval(() => {
    const elapsedMs = Date.now() - startedAt
    if (elapsedMs < nextAt) return
    nextAt = elapsedMs + (terminal ? 250 : 10_000)
    shown = true
    const line = `  ${describe()} ${dim(`${Math.round(elapsedMs / 1_000)} s`)}`
    process.stdout.write(terminal ? `\r\u001b[2K${line}` : `${line}\n`)
  }, 250)
  ticker.unref()
  return () => {
    clearInterval(ticker)
    if (shown && terminal) process.stdout.write('\r\u001b[2K')
  }
}
