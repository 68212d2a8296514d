// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { channelOf, type Workshop } from '#workshop'
import { type Crd, crdSchema, type KindSchema, kindsOf } from './crd.ts'

/** A directory of definitions that cannot be used. */
export class CrdsError extends Error {
  override readonly name = 'CrdsError' as const

  constructor(
    readonly code: 'UNREADABLE' | 'EMPTY',
    message: string,
  ) {
    super(message)
  }
}

/**
 * Folders below a directory of definitions whose files stand in for those of the same name above: the version of OpenShift
 * AI, and that of the GPU operator.
 */
export function overlaysOf({ cluster, operators }: Workshop): string[] {
  const gpu = operators.gpu.channel ?? channelOf('gpu', cluster)
  return [`rhoai-${cluster.openshiftAi}`, `gpu-operator-${gpu.replace(/^v/, '')}`]
}

const isFile = (name: string): boolean => /\.(ya?ml|json)$/.test(name)

async function filesIn(directory: string, overlays: readonly string[]): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CrdsError(
      'UNREADABLE',
      `'${directory}' cannot be read (${error.code}). Give a directory of CustomResourceDefinitions, such as the output of: oc get crd NAME -o yaml.`,
    )
  })
  const files = new Map<string, string>()
  const add = (folder: string, names: readonly string[]) => {
    for (const name of names.filter(isFile)) files.set(name, join(folder, name))
  }
  add(
    directory,
    entries.filter((entry) => entry.isFile()).map(({ name }) => name),
  )
  for (const overlay of overlays)
    if (entries.some((entry) => entry.isDirectory() && entry.name === overlay))
      add(join(directory, overlay), await readdir(join(directory, overlay)))
  return [...files.values()].sort()
}

const listSchema = z.looseObject({ kind: z.literal('List'), items: z.array(z.unknown()) })

function crdsIn(text: string, file: string): Crd[] {
  const objects = parseAllDocuments(text).flatMap((document) => {
    const [broken] = document.errors
    if (broken !== undefined) throw new CrdsError('UNREADABLE', `'${file}' is not YAML: ${broken.message}`)
    const object: unknown = document.toJS({ maxAliasCount: 1_000 })
    const list = listSchema.safeParse(object)
    return list.success ? list.data.items : [object]
  })
  return objects.flatMap((object) => {
    const crd = crdSchema.safeParse(object)
    return crd.success ? [crd.data] : []
  })
}

const parsed = new Map<string, readonly Crd[]>()

/** Large definitions take a second to parse: only those with a wanted kind are, and each once. */
async function readFileOnce(file: string, wanted: ReadonlySet<string>): Promise<readonly Crd[]> {
  const text = await readFile(file, 'utf8')
  const kinds = [...text.matchAll(/^\s+"?kind"?: "?(\w+)"?,?\s*$/gm)].map(([, kind]) => kind ?? '')
  if (!kinds.some((kind) => wanted.has(kind))) return []
  const crds = parsed.get(file) ?? crdsIn(text, file)
  parsed.set(file, crds)
  return crds
}

/**
 * Definitions of the wanted kinds from a directory, an overlay's file instead of the one above it.
 * @param wanted kinds: `Gateway`
 * @throws {CrdsError} when there is nothing to read
 */
export async function readCrds(
  directory: string,
  overlays: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<KindSchema[]> {
  const files = await filesIn(directory, overlays)
  if (files.length === 0)
    throw new CrdsError('EMPTY', `'${directory}' holds no .yaml or .json file; expected CustomResourceDefinitions.`)
  const crds: Crd[] = []
  for (const file of files) crds.push(...(await readFileOnce(file, wanted)))
  return crds.flatMap(kindsOf)
}
