// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CfnOutput, type CustomResource, Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct, type IDependable } from 'constructs'
import type { Plan } from '#capacity'
import { HF_TOKEN_SECRET, nodeGroups, outsideObjects, synthesize, type WaveName } from '#cluster'
import { keysSecretName } from '#cluster/secrets'
import type { Workshop } from '#workshop'
import type { WaveFile, WaveInput } from '../handlers/wave-properties.ts'
import { HandlerProvider } from './handler-provider.ts'
import type { ReadableSecret } from './secrets.ts'
import type { WorkshopPart } from './workshop-part.ts'

/** How the handler of the waves gets into the cluster. */
export interface ClusterWay {
  /** With a token; with a username and a password where there is an API to log in at. */
  readonly secret: ReadableSecret
  readonly apiUrl?: string
  /** What has to be there before. */
  readonly after: readonly IDependable[]
}

/** What the handler is given of each wave. No value of a secret is among it. */
function waveFiles(plan: Plan): WaveFile[] {
  const secrets = outsideObjects(plan).filter(({ kind, madeBy }) => kind === 'Secret' && madeBy === 'kit')
  // The pools of a cluster that the kit made bring their labels.
  const layouts = plan.workshop.cluster.existing
    ? nodeGroups(plan).map(({ migConfig, nodes }) => ({ migConfig, nodes }))
    : null
  return synthesize(plan).map(({ name, objects }) => ({
    name,
    objects: [...objects],
    secrets: secrets
      .filter(({ wave }) => wave === name)
      .map(({ namespace, name: secret, keys = [], optional }) => ({
        namespace,
        name: secret,
        keys: [...keys],
        ...(optional === undefined ? {} : { optional }),
      })),
    layouts,
  }))
}

/** Waves whose state is an output: they may be late without failing. */
const TOLD: Partial<Record<WaveName, { readonly output: string; readonly words: string }>> = {
  models: { output: 'ModelsState', words: 'The models, and what they wait for' },
  app: { output: 'AppState', words: 'App and guide, and what they wait for' },
}

/**
 * Weights of tens of gigabytes may take longer than CloudFormation waits, and come right by themselves. The app waits for
 * its images, and without a repository to build them from they come from a person: ./kit build.
 */
function whenLate(name: WaveName, { source, images }: Workshop): WaveInput['whenLate'] {
  if (name === 'models') return 'report'
  if (name !== 'app') return 'fail'
  return source === undefined && (images.app === undefined || images.docs === undefined) ? 'report-now' : 'report'
}

/** The manifests of the workshop, applied wave by wave, each after the one before is ready. */
export class Waves extends Construct {
  constructor(scope: WorkshopPart, { secret, apiUrl, after }: ClusterWay) {
    super(scope, 'Waves')
    const provider = new HandlerProvider(this, 'Applied', {
      entry: 'wave',
      description: 'manifests of the workshop',
      environment: {},
      every: Duration.seconds(30),
    })
    secret.grantRead(provider.role)
    const { plan, workshop, attempt } = scope.deployment
    const files = waveFiles(plan)
    for (const secret of this.#kept(workshop, files)) secret.grantRead(provider.role)
    let before: readonly IDependable[] = after
    for (const wave of files) {
      const asset = this.#asset(wave)
      provider.role.addToPolicy(
        new PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
        }),
      )
      const applied: CustomResource = provider.resource(wave.name, 'WorkshopWave', {
        owner: scope.owner,
        wave: wave.name,
        secretArn: secret.secretArn,
        ...(apiUrl === undefined ? {} : { apiUrl }),
        workshop: workshop.name,
        huggingFaceSecret: workshop.aws.secrets.huggingFace,
        bucket: asset.s3BucketName,
        key: asset.s3ObjectKey,
        gpuInstance: plan.instance.id,
        whenLate: whenLate(wave.name, workshop),
        ...(wave.name === 'models' && workshop.gpu.reservation !== undefined ? { attempt } : {}),
      } satisfies WaveInput)
      applied.node.addDependency(...before)
      before = [applied]
      const told = TOLD[wave.name]
      if (told !== undefined)
        new CfnOutput(scope, told.output, {
          value: `${applied.getAttString('state')}: ${applied.getAttString('note')}`,
          description: told.words,
        })
    }
  }

  /** Secrets of the instructor's from which Secrets on the cluster are made: only those that this workshop needs. */
  #kept(workshop: Workshop, files: readonly WaveFile[]): ReadableSecret[] {
    const keys = new Set(files.flatMap(({ secrets }) => secrets.flatMap((secret) => secret.keys)))
    const token = keys.delete(HF_TOKEN_SECRET.key)
    const kept = (id: string, name: string): ReadableSecret => Secret.fromSecretNameV2(this, id, name)
    return [
      ...(token ? [kept('HuggingFace', workshop.aws.secrets.huggingFace)] : []),
      ...(keys.size > 0 ? [kept('Keys', keysSecretName(workshop))] : []),
    ]
  }

  /** One wave as a file of its own, so that only what has changed is applied again. */
  #asset(wave: WaveFile): Asset {
    const folder = mkdtempSync(join(tmpdir(), 'workshop-wave-'))
    try {
      const path = join(folder, `${wave.name}.json`)
      writeFileSync(path, JSON.stringify(wave))
      return new Asset(this, `${wave.name}-manifests`, { path })
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}
