// SPDX-License-Identifier: Apache-2.0
import { defineLab } from '../lab.ts'

export const lab = defineLab({
  title: 'The ring between two threads',
  goal: 'Speech gets from the page to the audio thread without a lock, and you hear the shop answer.',
  minutes: 30,
  regions: [
    {
      file: 'app/core/ring.ts',
      name: 'ring-write',
      stub: `
        /**
         * Producer only. Copies \`count\` samples of \`source\`, starting at \`offset\`, as far as there is room.
         * @returns how many were taken; the rest is the caller's to keep.
         */
        push(source: Float32Array, offset = 0, count = source.length - offset): number {
          // TODO: put the samples into this.#samples, then publish the new write position.
          // Until you do, every sample is taken and none is kept: the reply is silent.
          const taken = Math.min(count, source.length - offset)
          Atomics.add(this.header, WRITE, taken)
          return taken
        }
      `,
    },
    {
      file: 'app/core/ring.ts',
      name: 'ring-read',
      stub: `
        /**
         * Consumer only. Copies up to \`count\` samples into \`target\`, starting at \`offset\`. What lies beyond stays untouched.
         * @returns how many were copied: fewer than asked for is an underrun, and the caller's to make inaudible.
         */
        pop(target: Float32Array, offset = 0, count = target.length - offset): number {
          // TODO: copy what there is into target, then publish the new read position.
          // Until you do, everything counts as played, and what is played is silence.
          target.fill(0, offset, offset + count)
          Atomics.store(this.header, READ, Atomics.load(this.header, WRITE))
          return count
        }
      `,
    },
  ],
  stubFails: 'gives samples back in the order they came',
  hints: [
    'Two positions run through the stream and never go back: the producer moves WRITE, the consumer moves READ. What is ' +
      'between them is in the ring. How many samples is that, and how many still fit?',
    'A position is not an index. `position & this.#mask` is the slot of a position. Subtract positions first and put `| 0` ' +
      'behind it: `(write - read) | 0` stays right when the 32-bit counters overflow.',
    'Copy first, publish last. As soon as the other thread sees your new position with Atomics.load, it may touch every ' +
      'slot that the position gives it. So the one Atomics.store is the last thing that happens.',
    'push, nearly whole:\n' +
      '  const write = Atomics.load(this.header, WRITE)\n' +
      '  const read = Atomics.load(this.header, READ)\n' +
      '  const free = this.capacity - ((write - read) | 0)\n' +
      '  const taken = Math.max(0, Math.min(count, free, source.length - offset))\n' +
      '  for (let i = 0; i < taken; i++) this.#samples[ … ] = source[offset + i] ?? 0\n' +
      '  Atomics.store( … )\n' +
      '  return taken\n' +
      'pop is its mirror: what limits it is (write - read) | 0, and it publishes READ.',
  ],
  wrong: [
    {
      name: 'publishes first, copies afterwards',
      edits: [
        {
          region: 'ring-write',
          find: '    for (let i = 0; i < taken; i++) this',
          replace:
            '    Atomics.store(this.header, WRITE, (write + taken) | 0)\n    for (let i = 0; i < taken; i++) this',
        },
      ],
      fails: 'The audio thread was shown samples that were not in the ring yet',
    },
    {
      name: 'gives slots back before they are copied out',
      edits: [
        {
          region: 'ring-read',
          find: '    for (let i = 0; i < taken; i++) target',
          replace:
            '    Atomics.store(this.header, READ, (read + taken) | 0)\n    for (let i = 0; i < taken; i++) target',
        },
      ],
      fails: 'The page was given slots whose samples had not been read yet',
    },
    {
      name: 'writes whatever it is given, room or not',
      edits: [{ region: 'ring-write', find: 'Math.min(count, free, source', replace: 'Math.min(count, source' }],
      fails: 'A full ring took more samples',
    },
    {
      name: 'reads a full block even when there is less',
      edits: [
        { region: 'ring-read', find: 'Math.min(count, (write - read) | 0, target', replace: 'Math.min(count, target' },
      ],
      fails: 'An underrun was not reported',
    },
    {
      name: 'uses the read position as an index',
      edits: [{ region: 'ring-read', find: '(read + i) & this.#mask', replace: 'read + i' }],
      fails: 'Samples were lost where the ring wraps around',
    },
    {
      name: 'takes positions for numbers that only grow',
      edits: [{ region: 'ring-read', find: '(write - read) | 0', replace: 'write - read' }],
      fails: 'The ring stopped when its counters overflowed',
    },
  ],
})
