// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { INSTANCE_TYPES, instanceType } from '#gpu'
import { didYouMean } from './did-you-mean.ts'
import { faultsOf, WorkshopError, type WorkshopFault } from './fault.ts'
import { type Workshop, workshopSchema } from './schema.ts'

type LineOf = (path: readonly PropertyKey[]) => number | null

/** What a schema cannot see: names that the catalogue would have to know. */
function unknownInstance({ gpu }: Workshop, lineOf: LineOf): WorkshopFault[] {
  if (instanceType(gpu.instance) !== undefined) return []
  const known = INSTANCE_TYPES.map(({ id }) => id)
  const meant = didYouMean(gpu.instance, known)
  const right = meant === undefined ? `one of ${known.join(', ')}` : `'${meant}' (did you mean that?)`
  return [{ key: 'gpu.instance', value: JSON.stringify(gpu.instance), right, line: lineOf(['gpu', 'instance']) }]
}

/** Zones that the region does not have. */
function foreignZones({ region, aws }: Workshop, lineOf: LineOf): WorkshopFault[] {
  return (aws.zones ?? []).flatMap((zone, at) =>
    zone.slice(0, -1) === region
      ? []
      : [
          {
            key: `aws.zones.${at}`,
            value: JSON.stringify(zone),
            right: `a zone of region ${region}, such as ${region}a`,
            line: lineOf(['aws', 'zones', at]),
          },
        ],
  )
}

function validated(input: unknown, file: string, lineOf: LineOf): Workshop {
  const parsed = workshopSchema.safeParse(input)
  const faults = parsed.success
    ? [...unknownInstance(parsed.data, lineOf), ...foreignZones(parsed.data, lineOf)]
    : faultsOf(parsed.error.issues, input, lineOf)
  if (parsed.success && faults.length === 0) return parsed.data
  throw new WorkshopError('INVALID', file, faults)
}

/** A workshop from an object. Throws {@link WorkshopError} with every fault. */
export function workshopFrom(input: unknown, file = 'the workshop'): Workshop {
  return validated(input, file, () => null)
}

/** A workshop from the text of a file. Throws {@link WorkshopError} with every fault and its line. */
export function parseWorkshop(text: string, file: string): Workshop {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  const [broken] = document.errors
  if (broken !== undefined) {
    const at = broken.linePos?.[0].line ?? 1
    throw new WorkshopError('NOT_YAML', file, [], `${file}:${at}  is not YAML: ${broken.message}`)
  }
  const lineOf: LineOf = (path) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : null
  }
  return validated(document.toJS({ maxAliasCount: 100 }), file, lineOf)
}

/** A workshop from a file. Throws {@link WorkshopError}. */
export async function loadWorkshop(file: string): Promise<Workshop> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const next = 'Give another file with --workshop, or write one: name and attendees suffice.'
    throw new WorkshopError('UNREADABLE', file, [], `'${file}' cannot be read (${error.code}). ${next}`)
  })
  return parseWorkshop(text, file)
}
