// SPDX-License-Identifier: Apache-2.0

/** The looks of a report, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --card: #f6f7f9; --ink: #16191d; --soft: #59616b; --line: #d9dde3;
  --blue: #0b62c4; --red: #c4291c; --amber: #8f5a00; --green: #187a3c; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --card: #1d2126; --ink: #e8ebef; --soft: #a3adb8;
  --line: #363d46; --blue: #6cb2ff; --red: #ff7d70; --amber: #f0b450; --green: #63cf8a; } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1040px; padding: 28px 20px 60px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px } h2 { font-size: 20px; margin: 36px 0 6px }
h3 { font-size: 16px; margin: 22px 0 2px } p { margin: 4px 0 10px; max-width: 76ch } .soft { color: var(--soft) }
.key { display: inline-block; margin-right: 16px; color: var(--soft) }
.key i { display: inline-block; width: 18px; height: 4px; border-radius: 2px; margin-right: 6px; vertical-align: middle }
.key .blue { background: var(--blue) } .key .red { background: var(--red) } .key .soft { background: var(--soft) }
.key .gap { background: var(--red); opacity: .22; height: 12px }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 }
.figures div { background: var(--card); border-radius: 10px; padding: 12px 14px }
.figures b { display: block; font-size: 26px; line-height: 1.2; font-variant-numeric: tabular-nums }
.figures span { color: var(--soft); font-size: 14px }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 12px }
svg { display: block; width: 100%; height: auto; background: var(--card); border-radius: 10px; margin: 6px 0 10px }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft) } svg text.axis { fill: var(--ink) }
svg text.on-line { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 3px }
svg path { fill: none; vector-effect: non-scaling-stroke } .grid { stroke: var(--line) }
.typical { stroke: var(--blue); stroke-width: 2 } .worst { stroke: var(--red); stroke-width: 2; stroke-dasharray: 6 3 }
.other { stroke: var(--soft); opacity: .35 } .arrived { stroke: var(--soft); stroke-width: 1.5 } .one { stroke: var(--red); stroke-width: 1.5 }
.two { stroke: var(--green); stroke-width: 1.5 } .wait { stroke: var(--soft); stroke-dasharray: 2 3 }
.chunk { stroke: var(--blue); stroke-width: 1.5 } .late { stroke: var(--red); stroke-width: 2.5 }
.stall { fill: var(--red); opacity: .22 } .knee { stroke: var(--amber); stroke-width: 2; stroke-dasharray: 5 4 }
.dot { fill: var(--blue) } .dot.low { fill: var(--red) } .bar { fill: var(--blue) } .bar.reference { fill: var(--soft); opacity: .6 }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100% }
th, td { padding: 6px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; font-size: 13px }
th:first-child, td:first-child { text-align: left } td.words { white-space: normal; text-align: left }
.void { color: var(--red) } summary { cursor: pointer; font-weight: 600; font-size: 20px; margin-top: 26px }
code { font-size: 14px; overflow-wrap: anywhere }
@media (max-width: 600px) { .row { grid-template-columns: 1fr } .scroll > svg { width: 640px } }
`

/** A whole page that needs nothing else: no script, no font, no network. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`
}

/** A table; cells are HTML. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'th' | 'td') => row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')
  return `<div class="scroll"><table><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${cells(row, 'td')}</tr>`)
    .join('')}</tbody></table></div>`
}

/** What the colours of a chart mean. */
export function keys(...entries: readonly (readonly [colour: string, words: string])[]): string {
  return `<p>${entries.map(([colour, words]) => `<span class="key"><i class="${colour}"></i>${words}</span>`).join('')}</p>`
}
