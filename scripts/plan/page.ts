// SPDX-License-Identifier: Apache-2.0
import type { CannotRun, Plan, PlannedGpu, SliceRequest } from '../../infra/capacity/index.ts'
import { escaped } from '../gen-x/html/plot.ts'
import { htmlTable, page } from '../gen-x/html/style.ts'
import {
  differenceWords,
  fill,
  gpusToDraw,
  knownSpeeds,
  money,
  percent,
  type Report,
  ROLE_WORDS,
  teamWords,
} from './report.ts'

const STYLE = `<style>
:root { --agent: #cfe0fb; --tts: #f6d4ea; --stt: #cdeef0; --guard: #fbe7b8; --team: #d3efd2; --idle: #eceff3 }
@media (prefers-color-scheme: dark) { :root { --agent: #1f4277; --tts: #6b2553; --stt: #12535a; --guard: #5f4708; --team: #1f5426; --idle: #2a3038 } }
.gpus { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 14px; margin: 12px 0 }
.gpus figure { margin: 0; background: var(--card); border-radius: 10px; padding: 10px 12px 4px }
.gpus figcaption { font-size: 14px; color: var(--soft) } .gpus svg { background: none; border-radius: 0; margin: 4px 0 }
.gpus rect { stroke: var(--card); stroke-width: 2 } .gpus text.who { fill: var(--ink); font-weight: 600 } .gpus text.profile { fill: var(--ink) }
rect.agent { fill: var(--agent) } rect.tts { fill: var(--tts) } rect.stt { fill: var(--stt) } rect.guard { fill: var(--guard) }
rect.team { fill: var(--team) } rect.free { fill: var(--idle) }
.key i.agent, .key i.tts, .key i.stt, .key i.guard, .key i.team, .key i.free { height: 12px }
i.agent { background: var(--agent) } i.tts { background: var(--tts) } i.stt { background: var(--stt) } i.guard { background: var(--guard) }
i.team { background: var(--team) } i.free { background: var(--idle) }
td.no { color: var(--red) } table { margin: 6px 0 } td:last-child, th:last-child { text-align: left; white-space: normal }
</style>`

const WIDTH = 288
const HEIGHT = 62
/** GPUs that are drawn one by one. */
const MOST_GPUS = 64
/** GPUs that are numbered one by one. */
const MOST_NUMBERS = 8

function block(from: number, slots: number, of: number, className: string, who: string, profile: string): string {
  const x = (from / of) * WIDTH
  const width = (slots / of) * WIDTH
  const middle = (x + width / 2).toFixed(1)
  const narrow = width < 60
  const words =
    profile === ''
      ? `<text class="profile" x="${middle}" y="36" text-anchor="middle">${escaped(who)}</text>`
      : narrow
        ? `<text class="who" x="${middle}" y="27" text-anchor="middle">${escaped(who)}</text><text class="profile" x="${middle}" y="45" text-anchor="middle" style="font-size:9px">${escaped(profile.replace(/gb$/, ''))}</text>`
        : `<text class="who" x="${middle}" y="27" text-anchor="middle">${escaped(who)}</text><text class="profile" x="${middle}" y="45" text-anchor="middle">${escaped(profile)}</text>`
  const title = `<title>${escaped(`${who} ${profile}`.trim())}</title>`
  return `<g>${title}<rect class="${className}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="${HEIGHT}" rx="6"/>${words}</g>`
}

const free = (from: number, slots: number, of: number): string =>
  slots <= 0 ? '' : block(from, slots, of, 'free', slots / of < 0.2 ? '' : 'unused', '')

function gpuDrawing(gpu: PlannedGpu, slots: number): string {
  if (gpu.use === 'idle') return block(0, slots, slots, 'free', 'idle', '')
  if (gpu.use === 'whole')
    return block(0, slots, slots, gpu.request.role, ROLE_WORDS[gpu.request.role], 'the whole GPU')
  let at = 0
  const parts = gpu.slices.map(({ start, slots: taken, request }) => {
    const gap = free(at, start - at, slots)
    at = start + taken
    return gap + block(start, taken, slots, request.role, request.role, request.slice.profile)
  })
  return parts.join('') + free(at, slots - at, slots)
}

function gpuFigures(plan: Plan): string {
  const slots = plan.instance.gpu.geometry?.slots ?? 1
  const figures = gpusToDraw(plan, MOST_GPUS).map(({ gpu, numbers }) => {
    const caption = numbers.length > MOST_NUMBERS ? `${numbers.length} GPUs like this` : `GPU ${numbers.join(', ')}`
    const words =
      gpu.use === 'cut'
        ? gpu.slices.map(({ request }) => `${request.role} ${request.slice.profile}`).join(', ')
        : gpu.use
    return `<figure><figcaption>${caption}</figcaption><svg role="img" aria-label="${escaped(`${caption}: ${words}`)}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${gpuDrawing(gpu, slots)}</svg></figure>`
  })
  return `<div class="gpus">${figures.join('')}</div>`
}

function legend({ models, teams }: Plan): string {
  const roles: SliceRequest['role'][] = [
    ...models.map(({ role }) => role),
    ...(teams === null ? [] : ['team' as const]),
  ]
  const entry = (className: string, words: string) => `<span class="key"><i class="${className}"></i>${words}</span>`
  return `<p>${roles.map((role) => entry(role, escaped(ROLE_WORDS[role]))).join('')}${entry('free', 'unused')}</p>`
}

function figures(plan: Plan): string {
  const { cost, layout, workshop } = plan
  const entry = (value: string, words: string) => `<div><b>${escaped(value)}</b><span>${escaped(words)}</span></div>`
  const total = cost.workshop
  return `<div class="figures">${[
    entry(String(workshop.attendees), 'attendees'),
    entry(String(layout.nodes.length), `${plan.instance.id} ${layout.nodes.length === 1 ? 'node' : 'nodes'}`),
    entry(percent(fill(plan)), 'of the GPU memory given away'),
    entry(money(cost.perHour), 'an hour'),
    entry(money(cost.perDay), 'a day'),
    entry(money(cost.perAttendeeDay), 'per attendee and day'),
    ...(total === null ? [] : [entry(money(total.usd), `for ${total.hours} hours of class`)]),
  ].join('')}</div>`
}

function modelRows({ models, teams }: Plan): string {
  const name = (profile: string) => (profile === 'gpu' ? 'whole GPU' : escaped(profile))
  const rows = models.map(({ role, model, slice, replicas, speed, offered, waitChance }) => [
    `${escaped(ROLE_WORDS[role])} <span class="soft">${escaped(model.name)}</span>`,
    name(slice.profile),
    String(replicas),
    String(speed.lanes),
    offered.toFixed(2),
    escaped(percent(waitChance)),
    `${speed.perLane.toFixed(2)} <span class="soft">${speed.known}</span>`,
  ])
  const own =
    teams === null ? [] : [[ROLE_WORDS.team, name(teams.slice.profile), String(teams.sizes.length), '', '', '', '']]
  return htmlTable(['model', 'slice', 'replicas', 'lanes', 'erlangs', 'waits', 'speed'], [...rows, ...own])
}

function instanceRows({ alternatives }: Report): string {
  const rows = alternatives.map(({ outcome, replaced }) => {
    const { id, gpu, gpus, caution } = outcome.instance
    const name = [escaped(id), escaped(`${gpus} × ${gpu.name}`)]
    if (outcome.kind === 'cannot-run')
      return [...name, '', '', `<b class="void">cannot run there:</b> ${escaped(outcome.reasons.join('; '))}`]
    const remarks = [...replaced, ...(caution === null ? [] : [caution])].join('; ')
    return [
      ...name,
      String(outcome.layout.nodes.length),
      money(outcome.cost.perHour),
      `<span class="soft">${escaped(remarks)}</span>`,
    ]
  })
  return htmlTable(['instance', 'GPUs', 'nodes', 'an hour', ''], rows)
}

function planBody(plan: Plan, report: Report): string {
  const { workshop, instance, cost, teams, problems, needed } = plan
  const optimal =
    needed.nodes.length === needed.nodesBound
      ? 'No plan needs fewer nodes.'
      : `No plan needs fewer than ${needed.nodesBound} nodes.`
  const where = cost.ofRegion
    ? workshop.region
    : `${cost.price.regions.join(', ')} (none is recorded for ${workshop.region})`
  return [
    `<h1>${escaped(workshop.name)}</h1>`,
    `<p class="soft">${workshop.attendees} attendees on ${instance.id}, ${instance.gpus} × ${escaped(instance.gpu.name)} each. ${optimal}</p>`,
    ...problems.map((problem) => `<p><b class="void">The workshop file says no:</b> ${escaped(problem)}</p>`),
    figures(plan),
    '<h2>Every GPU</h2>',
    legend(plan),
    gpuFigures(plan),
    ...(teams === null
      ? []
      : [`<p>Teams that serve ${escaped(teams.model.name)} themselves: ${escaped(teamWords(teams.sizes))}.</p>`]),
    '<h2>Models</h2>',
    modelRows(plan),
    ...knownSpeeds(plan).map((words) => `<p class="soft">${escaped(words)}.</p>`),
    `<p class="soft">Erlangs: lanes that are busy on average. Waits: the chance that a request finds every lane busy (Erlang C), to stay below ${percent(workshop.load.waitBound)}. A speed that is assumed was not measured: <code>./kit gen-x measure</code>, then <code>./kit plan --gen-x FILE</code>.</p>`,
    '<h2>What it costs</h2>',
    htmlTable(
      ['', 'an hour', 'read, and where'],
      cost.parts.map(({ name, usdPerHour, source }) => [
        escaped(name),
        money(usdPerHour),
        `<span class="soft">${escaped(source)}</span>`,
      ]),
    ),
    `<p class="soft">US dollars, ${cost.price.terms}, prices of ${escaped(where)}.${workshop.cluster.existing ? ' What the cluster costs already is not counted.' : ''}</p>`,
    '<h2>With other attendees</h2>',
    htmlTable(
      ['attendees', 'an hour', 'what changes'],
      report.around.map(({ attendees, outcome }) => [
        String(attendees),
        outcome.kind === 'plan' ? money(outcome.cost.perHour) : '',
        escaped(differenceWords(plan, outcome)),
      ]),
    ),
  ].join('\n')
}

const refusal = ({ instance, reasons }: CannotRun): string =>
  `<h1>This cannot run on ${escaped(instance.id)}</h1><ul>${reasons.map((reason) => `<li>${escaped(reason)}</li>`).join('')}</ul>`

/** A plan as one page that needs nothing else. */
export function planPage(report: Report): string {
  const { outcome } = report
  const body = outcome.kind === 'plan' ? planBody(outcome, report) : refusal(outcome)
  return page('Capacity plan', `${STYLE}\n${body}\n<h2>On other instance types</h2>\n${instanceRows(report)}`)
}
