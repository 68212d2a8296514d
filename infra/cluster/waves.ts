// SPDX-License-Identifier: Apache-2.0
import type { Manifest } from './manifest.ts'

/**
 * The waves, in the order they are applied. Each may rely on all before it being ready: operators are installed and their
 * CustomResourceDefinitions established before the first of their resources is sent.
 */
export const WAVES = [
  { number: 0, name: 'operators' },
  { number: 10, name: 'operands' },
  { number: 20, name: 'platform' },
  { number: 30, name: 'models' },
  { number: 40, name: 'attendees' },
  { number: 50, name: 'app' },
] as const
export type WaveName = (typeof WAVES)[number]['name']

/** Annotation that says in which wave an object is applied. */
export const WAVE_ANNOTATION = 'workshop.kit/wave'

/** What one wave applies. */
export interface Wave {
  readonly name: WaveName
  readonly objects: readonly Manifest[]
}

/** Folder of a wave's manifests: `00-operators`. */
export function waveFolder(name: WaveName): string {
  const wave = WAVES.find((candidate) => candidate.name === name)
  if (wave === undefined)
    throw new RangeError(`There is no wave '${name}'; there are ${WAVES.map((w) => w.name).join(', ')}.`)
  return `${String(wave.number).padStart(2, '0')}-${wave.name}`
}
