// SPDX-License-Identifier: Apache-2.0

/** One axis: what it counts, and from where to where. */
export interface Axis {
  readonly label: string
  readonly from: number
  readonly to: number
  /** Places of the marks; chosen when left out. */
  readonly ticks?: readonly number[]
  readonly write?: (value: number) => string
}

/** A chart to draw into, in its own units. */
export interface Plot {
  x(value: number): number
  y(value: number): number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Frame {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly x: Axis
  readonly y: Axis
  /** Space for words left of the chart. */
  readonly leftSpace?: number
}

/** Text that may stand in a page. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)
}

const short = (value: number): string => String(Number(value.toFixed(1)))

const tick = (value: number): string => String(Number(value.toPrecision(3)))

/** Round numbers that divide a range into about `count` parts. */
export function roundTicks(from: number, to: number, count = 6): number[] {
  if (!(to > from)) return [from]
  const rough = (to - from) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(from / step - 1e-9)
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step)
}

/** An SVG with axes, and whatever `draw` puts between them. Its looks are the page's: see `style.ts`. */
export function chart(frame: Frame, draw: (plot: Plot) => string): string {
  const { width, height, title, leftSpace = 56 } = frame
  const [left, right, top, bottom] = [leftSpace, width - 14, 10, height - 40]
  const scale =
    ({ from, to }: Axis, low: number, high: number) =>
    (value: number) =>
      low + ((value - from) / (to - from || 1)) * (high - low)
  const plot: Plot = { x: scale(frame.x, left, right), y: scale(frame.y, bottom, top), left, right, top, bottom }
  const ticksOf = (axis: Axis) => axis.ticks ?? roundTicks(axis.from, axis.to)
  const write = (axis: Axis, value: number) => escaped((axis.write ?? tick)(value))
  const marks = [
    ...ticksOf(frame.x).map((value) => {
      const x = short(plot.x(value))
      return `<path class="grid" d="M${x} ${top}V${bottom}"/><text x="${x}" y="${bottom + 16}" text-anchor="middle">${write(frame.x, value)}</text>`
    }),
    ...ticksOf(frame.y).map((value) => {
      const y = plot.y(value)
      return `<path class="grid" d="M${left} ${short(y)}H${right}"/><text x="${left - 7}" y="${short(y + 4)}" text-anchor="end">${write(frame.y, value)}</text>`
    }),
    `<text class="axis" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${escaped(frame.x.label)}</text>`,
    `<text class="axis" x="12" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(top + bottom) / 2})">${escaped(frame.y.label)}</text>`,
  ]
  return `<div class="scroll"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${marks.join('')}${draw(plot)}</svg></div>`
}

/** A line through points, in the chart's units; a dot where there is but one. */
export function line(plot: Plot, points: readonly (readonly [number, number])[], className: string): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  if (rest.length === 0) {
    return `<circle class="${className}" cx="${short(plot.x(first[0]))}" cy="${short(plot.y(first[1]))}" r="3" fill="none"/>`
  }
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${short(plot.x(x))} ${short(plot.y(y))}`).join('')
  return `<path class="${className}" d="${path}"/>`
}

/** A level line with a word at its right end. */
export function level(plot: Plot, y: number, word: string, className: string): string {
  const at = short(plot.y(y))
  return `<path class="${className}" d="M${plot.left} ${at}H${plot.right}"/><text class="on-line" x="${plot.right - 4}" y="${short(plot.y(y) - 5)}" text-anchor="end">${escaped(word)}</text>`
}
