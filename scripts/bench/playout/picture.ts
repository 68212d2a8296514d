// SPDX-License-Identifier: Apache-2.0

import type { Hearing, Rule } from './compare.ts'

const WIDTH = 860
const PANEL = { height: 230, left: 62, right: 190, top: 34, gap: 64 } as const
/** Steps of gen-x along the axis, each an equal factor. */
const STEPS = 12
const GEN_X = { least: 0.5, most: 4 } as const
const TICKS = [0.5, 0.78, 1, 1.5, 2, 3, 4] as const
/** Colours that are told apart on white and on black, and by those who see no red or no green (Okabe and Ito). */
const DRAWN = [
  'fixed 150 ms',
  'fixed 300 ms',
  'fixed 500 ms',
  'adaptive, nothing told',
  'adaptive, first reply',
  'adaptive',
] as const satisfies readonly Rule[]
type Drawn = (typeof DRAWN)[number] | 'optimum'
const COLOURS: Record<Drawn, string> = {
  'fixed 150 ms': '#cc79a7',
  'fixed 300 ms': '#e69f00',
  'fixed 500 ms': '#d55e00',
  'adaptive, nothing told': '#009e73',
  'adaptive, first reply': '#56b4e9',
  adaptive: '#0072b2',
  optimum: '#8a8a8a',
}

interface Curve {
  readonly name: Drawn
  readonly points: readonly { readonly genX: number; readonly value: number }[]
}

/** Underruns and start delay over gen-x, by rule. One SVG that reads on light and dark ground. */
export function picture(all: ReadonlyMap<Rule, readonly Hearing[]>): string {
  const broken = DRAWN.map((name) =>
    curve(name, all.get(name) ?? [], (h) => mean(h.map((x) => Math.min(1, x.underruns))) * 100),
  )
  const start = DRAWN.map((name) => curve(name, all.get(name) ?? [], (h) => median(h.map((x) => x.startMs / 1_000))))
  const optimum = curve('optimum', all.get('fixed 500 ms') ?? [], (h) => median(h.map((x) => x.wStarMs / 1_000)))
  const height = PANEL.top + 2 * PANEL.height + PANEL.gap + 46
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img">`,
    '<title>Replies with an underrun, and the wait before they start, over gen-x, for fixed prebuffers and the adaptive rule</title>',
    '<style>text{fill:#555}.grid{stroke:#999;stroke-opacity:.3}@media(prefers-color-scheme:dark){text{fill:#ccc}}</style>',
    panel(0, 'Replies with an underrun, %', broken, [0, 25, 50, 75, 100]),
    panel(1, 'Median wait before the reply starts, s', [...start, optimum], [0, 2, 4, 6, 8, 10]),
    legend(),
    '</svg>\n',
  ].join('\n')
}

function curve(name: Drawn, hearings: readonly Hearing[], of: (hearings: readonly Hearing[]) => number): Curve {
  const points = Array.from({ length: STEPS }, (_, step) => {
    const from = GEN_X.least * (GEN_X.most / GEN_X.least) ** (step / STEPS)
    const to = GEN_X.least * (GEN_X.most / GEN_X.least) ** ((step + 1) / STEPS)
    return { genX: Math.sqrt(from * to), within: hearings.filter(({ genX }) => genX >= from && genX < to) }
  })
  return {
    name,
    points: points.flatMap(({ genX, within }) => (within.length === 0 ? [] : [{ genX, value: of(within) }])),
  }
}

function panel(index: number, title: string, curves: readonly Curve[], marks: readonly number[]): string {
  const top = PANEL.top + index * (PANEL.height + PANEL.gap)
  const most = marks.at(-1) ?? 1
  const y = (value: number) => top + PANEL.height * (1 - Math.min(value, most) / most)
  return [
    `<text x="${PANEL.left}" y="${top - 12}" font-weight="600">${title}</text>`,
    ...marks.map(
      (mark) =>
        `<line class="grid" x1="${PANEL.left}" x2="${WIDTH - PANEL.right}" y1="${y(mark)}" y2="${y(mark)}"/><text x="${PANEL.left - 8}" y="${y(mark) + 4}" text-anchor="end">${mark}</text>`,
    ),
    ...TICKS.map(
      (tick) =>
        `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${top + PANEL.height}"/><text x="${x(tick)}" y="${top + PANEL.height + 18}" text-anchor="middle">${tick}</text>`,
    ),
    `<text x="${WIDTH - PANEL.right + 8}" y="${top + PANEL.height + 18}">gen-x</text>`,
    ...curves.map(({ name, points }) => {
      const dash = name === 'optimum' ? ' stroke-dasharray="5 4"' : ''
      const at = points.map((point) => `${x(point.genX).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ')
      return `<polyline fill="none" stroke="${COLOURS[name]}" stroke-width="2.2"${dash} points="${at}"/>`
    }),
  ].join('\n')
}

function legend(): string {
  const left = WIDTH - PANEL.right + 16
  return ([...DRAWN, 'optimum'] as const)
    .map((name, i) => {
      const y = PANEL.top + 20 + i * 24
      const words = name === 'optimum' ? 'W*, known afterwards' : name === 'adaptive' ? 'adaptive, later replies' : name
      return `<line x1="${left}" x2="${left + 22}" y1="${y}" y2="${y}" stroke="${COLOURS[name]}" stroke-width="3"/><text x="${left + 28}" y="${y + 4}">${words}</text>`
    })
    .join('\n')
}

function x(genX: number): number {
  const share = Math.log(genX / GEN_X.least) / Math.log(GEN_X.most / GEN_X.least)
  return PANEL.left + share * (WIDTH - PANEL.left - PANEL.right)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
