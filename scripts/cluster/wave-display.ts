// SPDX-License-Identifier: Apache-2.0
import type { ApplyReport, WaveEvent } from '../../infra/cluster/apply/index.ts'
import { bad, dim, duration, good, strong } from '../terminal.ts'

const BAR = 20
/** Without a terminal, what is waited for is told so often. */
const PLAIN_EVERY_MS = 30_000
const PLAIN_REASONS = 3

export function inWords({ created, changed, unchanged }: Omit<ApplyReport, 'unchecked'>): string {
  const parts = [
    [created, 'created'],
    [changed, 'changed'],
    [unchanged, 'as before'],
  ] as const
  return parts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])).join(', ') || 'nothing'
}

/** Where the display goes. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How the waves are doing: on a terminal one moving line below those that are done, elsewhere lines now and then. */
export class WaveDisplay {
  #reports = new Map<string, string>()
  #toldAtMs = Number.NEGATIVE_INFINITY

  constructor(private readonly screen: Screen = process.stdout) {}

  show(event: WaveEvent): void {
    switch (event.kind) {
      case 'begun':
        this.#toldAtMs = Number.NEGATIVE_INFINITY
        this.#moving(`${event.wave}  ${event.objects} objects`)
        return
      case 'as-it-was':
        this.#line(`${good('✔')} ${strong(event.wave)}  ${dim('ready as it was')}`)
        return
      case 'applying': {
        const filled = Math.round((event.done / event.total) * BAR)
        const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
        const { kind, metadata } = event.object
        this.#moving(`${bar} ${event.done}/${event.total} ${event.wave}  ${kind} ${metadata.name}`)
        return
      }
      case 'applied':
        this.#reports.set(event.wave, inWords(event.report))
        if (!this.screen.isTTY) this.#line(`${event.wave}: ${inWords(event.report)}; waiting until it is ready`)
        return
      case 'done-for-you':
        this.#line(`  ${event.words}`)
        return
      case 'waiting':
        this.#waiting(event)
        return
      case 'ready':
        this.#line(
          `${good('✔')} ${strong(event.wave)}  ${this.#reports.get(event.wave) ?? ''}; ready after ${duration(event.tookMs)}`,
        )
    }
  }

  /** Ends the moving line. */
  clear(): void {
    if (this.screen.isTTY) this.screen.write('\r\u001b[2K')
  }

  #waiting({ wave, waiting, forMs, limitMs }: Extract<WaveEvent, { kind: 'waiting' }>): void {
    const time = `${duration(forMs)} of at most ${duration(limitMs)}`
    if (this.screen.isTTY) {
      // Each reason gets its turn.
      const reason = waiting[Math.floor(forMs / 5_000) % Math.max(1, waiting.length)] ?? ''
      this.#moving(`${wave}  ${waiting.length} to go, ${time}: ${reason}`)
      return
    }
    if (forMs - this.#toldAtMs < PLAIN_EVERY_MS) return
    this.#toldAtMs = forMs
    const more = waiting.length > PLAIN_REASONS ? `; and ${waiting.length - PLAIN_REASONS} more` : ''
    this.#line(`${wave}: ${time}; still: ${waiting.slice(0, PLAIN_REASONS).join('; ')}${more}`)
  }

  #moving(text: string): void {
    if (!this.screen.isTTY) return
    const width = (this.screen.columns ?? 80) - 1
    const plain = text.replaceAll('\n', ' ')
    this.screen.write(`\r\u001b[2K${plain.length > width ? `${plain.slice(0, width - 1)}…` : plain}`)
  }

  #line(text: string): void {
    this.clear()
    this.screen.write(`${text}\n`)
  }
}

/** What a dry run found out about one wave. */
export function dryRunLine(wave: string, { unchecked, ...report }: ApplyReport): string {
  const later =
    unchecked.length === 0 ? '' : `; ${unchecked.length} not checked: their kind or namespace is not there yet`
  return `${unchecked.length === 0 ? good('✔') : bad('…')} ${strong(wave)}  would be ${inWords(report)}${later}`
}
