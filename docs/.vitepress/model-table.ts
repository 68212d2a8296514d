// SPDX-License-Identifier: Apache-2.0

// Loaded by Node (with tsx), not bundled into the site's configuration.
const load = <T>(path: string): Promise<T> => import(new URL(`../../${path}`, import.meta.url).href)
const { planWorkshop } = await load<typeof import('../../infra/capacity/index.ts')>('infra/capacity/index.ts')
const { loadWorkshop } = await load<typeof import('../../infra/workshop/index.ts')>('infra/workshop/index.ts')
const { WEIGHTS, weightsOf } = await load<typeof import('../../infra/cluster/index.ts')>('infra/cluster/index.ts')
const workshop = await loadWorkshop(new URL('../../workshop.yaml', import.meta.url).pathname)

const WORDS = { stt: 'Speech to text', tts: 'Text to speech', agent: 'The agent', guard: 'Content safety' } as const

/** The models of `workshop.yaml`, guardrails on: weights, licence, gate. */
export function licenceRows(): string[][] {
  return (['stt', 'tts', 'agent', 'guard'] as const).map((role) => {
    const weights = weightsOf(workshop.models[role].uri)
    if (weights === undefined)
      return [WORDS[role], workshop.models[role].uri, 'unknown to the kit', 'unknown to the kit']
    const { title, licence, gate } = weights
    return [WORDS[role], title, `[${licence.name}](${licence.url})`, gate]
  })
}

/** The same models: what each asks for, and the slice that the plan gives it. */
export function footprintRows(): string[][] {
  const plan = planWorkshop({ ...workshop, guardrails: true })
  if (plan.kind !== 'plan') throw new Error(`workshop.yaml cannot run: ${plan.reasons.join('; ')}`)
  return plan.models.map(({ role, model, slice, replicas }) => [
    WORDS[role],
    `\`${model.name}\``,
    `${model.memoryGib} GiB`,
    `${model.vcpu} vCPU, ${model.hostMemoryGib} GiB`,
    slice.kind === 'gpu' ? `a whole ${plan.instance.gpu.name}` : `\`${slice.profile}\` of an ${plan.instance.gpu.name}`,
    String(replicas),
  ])
}

/** Arguments that vLLM gets for weights the kit knows. */
export function argumentRows(): string[][] {
  return WEIGHTS.map(({ title, args, startupMinutes, shmGib }) => [
    title,
    args.map((arg) => `\`${arg}\``).join(' '),
    `${startupMinutes} min`,
    `${shmGib} GiB`,
  ])
}
