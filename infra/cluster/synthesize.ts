// SPDX-License-Identifier: Apache-2.0
import type { Plan } from '#capacity'
import { AppChart } from './app/index.ts'
import { AttendeesChart } from './attendees/index.ts'
import { GpuChart } from './gpu/index.ts'
import { App } from './kubernetes.ts'
import { type Manifest, manifestSchema } from './manifest.ts'
import { ModelsChart, OwnModelsChart } from './models/index.ts'
import { GatewayClassChart, OperandsChart, PlatformChart } from './openshift-ai/index.ts'
import { OperatorsChart } from './operators/index.ts'
import type { WaveChart } from './wave-chart.ts'
import { WAVE_ANNOTATION, WAVES, type Wave, type WaveName } from './waves.ts'

function chartsOf(plan: Plan): WaveChart[] {
  const app = new App()
  const { workshop } = plan
  return [
    new OperatorsChart(app, workshop),
    new GatewayClassChart(app, workshop),
    new GpuChart(app, plan),
    new OperandsChart(app, workshop),
    new PlatformChart(app, plan),
    new ModelsChart(app, plan),
    new AttendeesChart(app, plan),
    new OwnModelsChart(app, plan),
    new AppChart(app, plan),
  ]
}

/** An object with the wave it belongs to written on it. */
function marked(object: unknown, wave: WaveName): Manifest {
  const manifest = manifestSchema.parse(object)
  const { metadata } = manifest
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, [WAVE_ANNOTATION]: wave } } }
}

/**
 * Everything a plan puts on a cluster, wave by wave, in the order it is applied. No value of any secret is among it.
 * @returns every wave, also one that holds nothing
 * @throws {ChartError} where a workshop asks for what cannot be written down
 */
export function synthesize(plan: Plan): readonly Wave[] {
  const charts = chartsOf(plan)
  return WAVES.map(({ name }) => ({
    name,
    objects: charts
      .filter(({ wave }) => wave === name)
      .flatMap((chart) => chart.toJson().map((object: unknown) => marked(object, name))),
  }))
}
