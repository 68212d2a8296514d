// SPDX-License-Identifier: Apache-2.0
import { shown } from '../../../app/core/gen-x/index.ts'
import type { Simulation } from '../simulate.ts'
import { time } from '../words.ts'
import { chart, escaped, line } from './plot.ts'
import { htmlTable, keys, page } from './style.ts'

/** A simulation as one page. */
export function simulatePage(simulation: Simulation): string {
  const { genX, audioMs, players, ttfaMs, wStarMs } = simulation
  const rows = players.map(({ name, heard: { waitMs, stallsMs, played } }) => [
    escaped(name),
    time(waitMs),
    String(stallsMs.length),
    stallsMs.length === 0 ? 'none' : time(Math.max(...stallsMs)),
    time(played.at(-1)?.toMs ?? null),
  ])
  const best = ['the best there could be', time(ttfaMs + wStarMs), '0', 'none', time(ttfaMs + wStarMs + audioMs)]
  return page(
    `A reply at gen-x ${genX}`,
    [
      `<h1>A reply of ${escaped(time(audioMs))} at gen-x ${shown(genX)}</h1>`,
      '<p class="soft">What a listener hears, without a GPU: speech arrives as fast as a slice with this gen-x makes it.</p>',
      htmlTable(['player', 'starts after', 'gaps', 'longest gap', 'ends after'], [...rows, best]),
      '<h2>What is heard, and when</h2>',
      keys(['blue', 'speech'], ['red', 'a gap']),
      heardChart(simulation),
      '<h2>Speech that has arrived, and speech that has been played</h2>',
      keys(['soft', 'arrived'], ['red', players[0]?.name ?? ''], ['blue', players[1]?.name ?? '']),
      arrivalChart(simulation),
    ].join('\n'),
  )
}

function heardChart({ players }: Simulation): string {
  const endS = Math.max(...players.map(({ heard }) => heard.played.at(-1)?.toMs ?? 0)) / 1_000
  return chart(
    {
      title: 'What each player plays when',
      width: 1_000,
      height: 50 + players.length * 44,
      x: { label: 'seconds since the request', from: 0, to: endS },
      y: {
        label: '',
        from: players.length,
        to: 0,
        ticks: players.map((_, i) => i + 0.5),
        write: (at) => players[Math.floor(at)]?.name ?? '',
      },
      leftSpace: 175,
    },
    (plot) =>
      players
        .map(({ heard: { played } }, i) => {
          const bar = (className: string, fromMs: number, toMs: number) =>
            `<rect class="${className}" x="${plot.x(fromMs / 1_000).toFixed(1)}" y="${(plot.y(i + 0.5) - 12).toFixed(1)}" width="${Math.max(0.5, plot.x(toMs / 1_000) - plot.x(fromMs / 1_000)).toFixed(1)}" height="24"/>`
          const stretches = played.map(({ fromMs, toMs }) => bar('bar', fromMs, toMs))
          const gaps = played.slice(1).map(({ fromMs }, n) => bar('stall', played[n]?.toMs ?? fromMs, fromMs))
          return stretches.join('') + gaps.join('')
        })
        .join(''),
  )
}

function arrivalChart({ arriving, players, audioMs }: Simulation): string {
  let made = 0
  const arrived = arriving.flatMap(({ atMs, audioMs: ms }) => {
    const before = made
    made += ms / 1_000
    return [[atMs / 1_000, before] as const, [atMs / 1_000, made] as const]
  })
  const played = players.slice(0, 2).map(({ heard }) => {
    let heardS = 0
    return heard.played.flatMap(({ fromMs, toMs }) => {
      const from = heardS
      heardS += (toMs - fromMs) / 1_000
      return [[fromMs / 1_000, from] as const, [toMs / 1_000, heardS] as const]
    })
  })
  const endS = Math.max(...[...played.flat(), ...arrived].map(([at]) => at))
  return chart(
    {
      title: 'Speech arrived and played over time',
      width: 1_000,
      height: 320,
      x: { label: 'seconds since the request', from: 0, to: endS },
      y: { label: 'seconds of speech', from: 0, to: audioMs / 1_000 },
    },
    (plot) => {
      const [fixed = [], adaptive = []] = played
      return line(plot, arrived, 'arrived') + line(plot, fixed, 'worst') + line(plot, adaptive, 'typical')
    },
  )
}
