// SPDX-License-Identifier: Apache-2.0

import type { ClientMessage, ModelInfo, ModelOption } from '#core'
import type { RecognitionOptions, SynthesisOptions } from '#speech'
import type { ModelKind } from '../models.ts'
import { SessionError } from './failures.ts'

export type OptionValues = Extract<ClientMessage, { readonly type: 'set_model_options' }>['options']

/** What one session has chosen of the models' options. */
export class ModelOptions {
  readonly #chosen: Record<ModelKind, OptionValues> = { stt: {}, llm: {}, tts: {} }

  /** Changes some options of one model. Throws {@link SessionError}. */
  choose(kind: ModelKind, model: ModelInfo, wanted: OptionValues): void {
    this.#chosen[kind] = mergeOptions(model, this.#chosen[kind], wanted)
  }

  get llm(): OptionValues {
    return this.#chosen.llm
  }

  /** How to ask the recogniser. */
  get recognition(): RecognitionOptions {
    return { extraFields: this.#chosen.stt }
  }

  /** How to ask the synthesiser; a voice that was chosen goes before the configured one. */
  synthesis(configuredVoice: string | null): SynthesisOptions {
    const { voice, ...extraBody } = this.#chosen.tts
    const chosen = typeof voice === 'string' ? voice : configuredVoice
    return { ...(chosen === null ? {} : { voice: chosen }), extraBody }
  }
}

/**
 * Checks the options a client wants against those the model lists, and gives what is to be sent along from now on.
 * `null` takes an option back. Throws {@link SessionError}.
 */
function mergeOptions(model: ModelInfo, current: OptionValues, wanted: OptionValues): OptionValues {
  const merged = { ...current }
  for (const [name, value] of Object.entries(wanted)) {
    const option = optionOf(model, name)
    if (value === null) delete merged[name]
    else if (fits(option, value)) merged[name] = value
    else throw new SessionError('bad_message', `Option "${name}" of ${model.name} must be ${described(option)}.`)
  }
  return merged
}

function optionOf(model: ModelInfo, name: string): ModelOption {
  const listed = Object.hasOwn(model.options, name) ? model.options[name] : undefined
  if (listed !== undefined) return listed
  if (name === 'voice' && model.voices !== undefined) {
    return { type: 'string', description: 'the voice to speak with', default: null, enum: model.voices }
  }
  const names = Object.keys(model.options)
  const known = names.length === 0 ? 'It lists none.' : `It lists ${names.join(', ')}.`
  throw new SessionError('bad_message', `${model.name} lists no option ${JSON.stringify(name.slice(0, 40))}. ${known}`)
}

function fits(option: ModelOption, value: string | number | boolean): boolean {
  if (typeof value !== option.type) return false
  if (typeof value === 'number') return value >= (option.min ?? -Infinity) && value <= (option.max ?? Infinity)
  return typeof value === 'boolean' || option.enum === undefined || option.enum.includes(value)
}

function described({ type, min, max, enum: values }: ModelOption): string {
  if (values !== undefined) return `one of ${values.join(', ')}`
  if (min !== undefined && max !== undefined) return `a ${type} from ${min} to ${max}`
  if (min !== undefined) return `a ${type} of at least ${min}`
  if (max !== undefined) return `a ${type} of at most ${max}`
  return `a ${type}`
}
