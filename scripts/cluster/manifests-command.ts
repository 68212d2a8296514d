// SPDX-License-Identifier: Apache-2.0
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { inOrder } from '../../infra/cluster/apply/index.ts'
import { type Manifest, type Wave, waveFolder } from '../../infra/cluster/index.ts'
import { EXIT, KitError } from '../exit.ts'
import { ROOT, shownPath } from '../paths.ts'
import { readPlan, wavesOf } from './planned.ts'

/** What `./kit manifests` takes. */
export interface ManifestsOptions {
  readonly workshop?: string
  readonly out?: string
  readonly json?: boolean
}

const yamlOf = (object: Manifest): string => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })

/** `012-deployment-voice-app.yaml`: sorted by name they are in the order in which they are applied. */
const fileOf = ({ kind, metadata }: Manifest, i: number): string =>
  `${String(i + 1).padStart(4, '0')}-${kind}-${metadata.name}.yaml`.toLowerCase().replace(/[^a-z0-9.-]/g, '-')

async function writeWave(out: string, wave: Wave): Promise<void> {
  const folder = join(out, waveFolder(wave.name))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [i, object] of inOrder(wave.objects).entries())
    await writeFile(join(folder, fileOf(object, i)), `---\n${yamlOf(object)}`)
}

/** `./kit manifests`: every wave as a folder of YAML, for `oc apply --server-side`. Throws {@link KitError}. */
export async function manifestsCommand({ workshop, out, json = false }: ManifestsOptions): Promise<void> {
  const waves = wavesOf(await readPlan(workshop))
  if (out === '-') {
    for (const object of waves.flatMap((wave) => inOrder(wave.objects))) process.stdout.write(`---\n${yamlOf(object)}`)
    return
  }
  const folder = out ?? join(ROOT, 'dist', 'manifests')
  for (const wave of waves)
    await writeWave(folder, wave).catch((error: NodeJS.ErrnoException) => {
      throw new KitError(EXIT.usage, `--out '${folder}' cannot be written (${error.code}). Give another folder.`)
    })
  const written = waves.map(({ name, objects }) => ({ wave: name, folder: waveFolder(name), objects: objects.length }))
  if (json) process.stdout.write(`${JSON.stringify({ out: folder, waves: written }, null, 2)}\n`)
  else {
    const where = shownPath(folder)
    for (const { folder: name, objects } of written) process.stdout.write(`${join(where, name)}  ${objects} objects\n`)
    process.stdout.write(
      `Apply them with ./kit apply, or by hand, one folder after the other, each once the one before is ready:\n  oc apply --server-side --force-conflicts -f ${join(where, waveFolder('operators'))}\n`,
    )
  }
}
