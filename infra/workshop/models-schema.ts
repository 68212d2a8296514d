// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod'

/** The models of the voice sandwich and its rails. */
export const MODEL_ROLES = ['stt', 'tts', 'agent', 'guard'] as const
export type ModelRole = (typeof MODEL_ROLES)[number]

interface ModelDefaults {
  readonly name: string
  readonly uri: string
  readonly on: string
  readonly memoryGib: number
  readonly computeShare: number
  readonly speed: number
  readonly lanes: number
  readonly vcpu: number
  readonly hostMemoryGib: number
}

/**
 * Footprints and speeds to plan with. None of them was measured by this kit: footprints are derived from weights and
 * cache, speeds and lanes are cautious assumptions, and the speed of `tts` gives way to published or measured gen-x.
 */
const DEFAULTS: Readonly<Record<ModelRole, ModelDefaults>> = {
  stt: {
    name: 'whisper',
    uri: 'oci://registry.redhat.io/rhelai1/modelcar-whisper-large-v3-turbo-quantized-w4a16:1.5',
    on: 'auto',
    memoryGib: 8,
    computeShare: 1 / 7,
    speed: 10,
    lanes: 1,
    vcpu: 2,
    hostMemoryGib: 4,
  },
  tts: {
    name: 'higgs-audio',
    uri: 'hf://bosonai/higgs-audio-v2-generation-3B-base',
    on: 'auto',
    // It runs on an L4 of 24 GB, slowly.
    memoryGib: 22,
    // The published 2g.35gb: 2 of 7.
    computeShare: 2 / 7,
    speed: 2,
    lanes: 1,
    vcpu: 4,
    hostMemoryGib: 16,
  },
  agent: {
    name: 'llama-4-scout',
    uri: 'oci://registry.redhat.io/rhelai1/modelcar-llama-4-scout-17b-16e-instruct-quantized-w4a16:1.5',
    on: 'gpu',
    // 60 GiB of weights, 6 GiB of dense cache for 32k tokens, and the runtime.
    memoryGib: 70,
    computeShare: 1,
    speed: 1,
    lanes: 32,
    vcpu: 8,
    hostMemoryGib: 128,
  },
  guard: {
    name: 'nemoguard',
    uri: 'hf://nvidia/llama-3.1-nemoguard-8b-content-safety',
    on: 'auto',
    memoryGib: 20,
    computeShare: 2 / 7,
    speed: 10,
    lanes: 4,
    vcpu: 4,
    hostMemoryGib: 24,
  },
}

const uriSchema = z.string().regex(/^(oci|hf|s3|pvc):\/\/\S+$/, 'oci://…, hf://…, s3://… or pvc://…')

const modelSchema = (role: ModelRole, what: string) => {
  const plain = DEFAULTS[role]
  return z
    .strictObject({
      name: z
        .string()
        .regex(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/, 'small letters, digits and dashes, a letter first')
        .default(plain.name)
        .describe('Name of the service'),
      uri: uriSchema.default(plain.uri).describe('Where its weights are'),
      args: z
        .array(
          z.string().regex(/^[\w./:=,@+-]+$/, 'one argument without spaces or quotes, such as --max-model-len=8192'),
        )
        .optional()
        .describe('Arguments of its server, in place of those the kit knows for these weights'),
      external: z
        .url({ protocol: /^https?$/, error: 'an http(s) URL that ends in /v1' })
        .optional()
        .describe('Base URL of a model served elsewhere: then nothing is served here'),
      on: z
        .string()
        .regex(/^(auto|gpu|\d+g\.\d+gb(\+me)?)$/, "'auto', 'gpu' for a whole one, or a MIG profile such as 2g.35gb")
        .default(plain.on)
        .describe('auto: the smallest slice that holds it; gpu: a whole GPU; or a MIG profile'),
      memoryGib: z.number().positive().default(plain.memoryGib).describe('GPU memory it needs, GiB'),
      computeShare: z
        .number()
        .gt(0)
        .max(1)
        .default(plain.computeShare)
        .describe('Least share of a GPU that auto gives it'),
      serve: z.enum(['shared', 'per-attendee']).default('shared').describe('One for all, or one for each attendee'),
      replicas: z.int().min(1).max(10_000).optional().describe('As many as the load needs if left out'),
      speed: z
        .number()
        .positive()
        .default(plain.speed)
        .describe(
          'Seconds of conversation it does in a second, per lane; of tts: gen-x, where none is published or measured',
        ),
      lanes: z.int().min(1).max(1_000).default(plain.lanes).describe('Requests one replica does side by side'),
      vcpu: z.number().positive().default(plain.vcpu).describe('vCPU it asks for'),
      hostMemoryGib: z.number().positive().default(plain.hostMemoryGib).describe('Memory of the node it asks for, GiB'),
    })
    .prefault({})
    .describe(what)
}

export const modelsSchema = z
  .strictObject({
    stt: modelSchema('stt', 'Speech to text'),
    tts: modelSchema('tts', 'Text to speech'),
    agent: modelSchema('agent', 'Language model of the agent'),
    guard: modelSchema('guard', 'Content safety; served when guardrails are on'),
  })
  .describe('The models')

/** One model with every default filled in. */
export type Model = z.output<typeof modelsSchema>[ModelRole]
