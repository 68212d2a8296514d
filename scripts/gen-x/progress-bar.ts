// SPDX-License-Identifier: Apache-2.0

const WIDTH = 24

/** How far a measurement is, on stderr so that stdout stays a report: one moving line on a terminal, else a line per load. */
export class ProgressBar {
  readonly #terminal = process.stderr.isTTY === true
  #last = ''

  show(what: string, done: number, of: number): void {
    if (!this.#terminal) {
      if (done === of && what !== this.#last) process.stderr.write(`${what}: ${of} done\n`)
      this.#last = done === of ? what : ''
      return
    }
    const filled = of === 0 ? WIDTH : Math.round((done / of) * WIDTH)
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
    process.stderr.write(`\r\u001b[2K${bar} ${done}/${of} ${what}`)
  }

  clear(): void {
    if (this.#terminal) process.stderr.write('\r\u001b[2K')
  }
}
