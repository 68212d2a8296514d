// SPDX-License-Identifier: Apache-2.0
import type { Model, ModelRole } from '#workshop'

/** What is known of some weights: whose they are, how to get at them, and how they are served. */
export interface Weights {
  /** As people say it. */
  readonly title: string
  /** Which weights: matched against the last part of a model's `uri`. */
  readonly matches: RegExp
  readonly licence: { readonly name: string; readonly url: string }
  /** What stands before the download. */
  readonly gate: string
  /** Arguments of vLLM. */
  readonly args: readonly string[]
  /** How long loading and compiling may take before a start counts as failed, minutes. Generous: nobody measured it. */
  readonly startupMinutes: number
  /** Shared memory, GiB; 1 is what the runtime has of itself. */
  readonly shmGib: number
  /** These weights are an adapter; it is laid over this model. */
  readonly base?: string
}

const LLAMA_4_TEMPLATE = '/opt/app-root/template/tool_chat_template_llama4_pythonic.jinja'

/** The weights of the examples. Sources: the cards of the models, and Red Hat's and NVIDIA's words about them. */
export const WEIGHTS: readonly Weights[] = [
  {
    title: 'Whisper large v3 turbo, 4 bit',
    matches: /whisper/i,
    licence: {
      name: 'Apache-2.0',
      url: 'https://huggingface.co/RedHatAI/whisper-large-v3-turbo-quantized.w4a16',
    },
    gate: "the cluster's pull secret must be entitled to registry.redhat.io/rhelai1",
    args: ['--gpu-memory-utilization=0.95'],
    startupMinutes: 15,
    shmGib: 1,
  },
  {
    title: 'Higgs Audio v2, 3B',
    matches: /higgs-audio-v2/i,
    licence: {
      name: 'Boson Higgs Audio 2 Community License, over Llama 3: read it before you offer it to others',
      url: 'https://huggingface.co/bosonai/higgs-audio-v2-generation-3B-base',
    },
    gate: 'a token of Hugging Face',
    args: [
      '--revision=10840182ca4ad5d9d9113b60b9bb3c1ef1ba3f84',
      '--audio-tokenizer-type=bosonai/higgs-audio-v2-tokenizer',
      '--audio-tokenizer-revision=9d4988fbd4ad07b4cac3a5fa462741a41810dbec',
      '--limit-mm-per-prompt=audio=50',
      '--max-model-len=4096',
      '--gpu-memory-utilization=0.92',
      '--disable-mm-preprocessor-cache',
    ],
    startupMinutes: 40,
    shmGib: 4,
  },
  {
    title: 'Llama 4 Scout 17B 16E Instruct, 4 bit',
    matches: /llama-4-scout/i,
    licence: { name: 'Llama 4 Community License', url: 'https://www.llama.com/llama4/license/' },
    gate: "the cluster's pull secret must be entitled to registry.redhat.io/rhelai1",
    args: [
      '--max-model-len=32768',
      '--gpu-memory-utilization=0.92',
      '--enable-auto-tool-choice',
      '--tool-call-parser=llama4_pythonic',
      `--chat-template=${LLAMA_4_TEMPLATE}`,
    ],
    startupMinutes: 60,
    shmGib: 16,
  },
  {
    title: 'Llama 3.1 NemoGuard 8B Content Safety, an adapter',
    matches: /nemoguard-8b-content-safety$/i,
    licence: {
      name: 'NVIDIA Open Model License and Llama 3.1 Community License',
      url: 'https://huggingface.co/nvidia/llama-3.1-nemoguard-8b-content-safety',
    },
    gate: 'a token of Hugging Face whose owner has accepted the terms of meta-llama/Llama-3.1-8B-Instruct',
    args: ['--max-model-len=4096', '--gpu-memory-utilization=0.92'],
    startupMinutes: 30,
    shmGib: 1,
    base: 'hf://meta-llama/Llama-3.1-8B-Instruct',
  },
]

const UNKNOWN: Pick<Weights, 'args' | 'startupMinutes' | 'shmGib'> = { args: [], startupMinutes: 60, shmGib: 4 }

/** The weights behind a uri, or nothing where the kit does not know them. */
export function weightsOf(uri: string): Weights | undefined {
  const last = uri.split('/').at(-1) ?? ''
  return WEIGHTS.find(({ matches }) => matches.test(last.replace(/[:@].*$/, '')))
}

/** How a model is served: what is known of its weights, and what the workshop says instead. */
export function servingOf(model: Model): Pick<Weights, 'args' | 'startupMinutes' | 'shmGib' | 'base'> {
  const known = weightsOf(model.uri) ?? UNKNOWN
  return { ...known, args: model.args ?? known.args }
}

/** Does this model's download need the token of Hugging Face? */
export const needsHuggingFace = ({ uri }: Pick<Model, 'uri'>): boolean => uri.startsWith('hf://')

/** Higgs-Audio speaks a dialect of its own and is no runtime of KServe: text to speech is a Deployment. */
export const isDeployment = (role: ModelRole): boolean => role === 'tts'
