// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from '../exit.ts'

/** The three models a voice agent needs, by the prefix of their settings. */
export const ROLES = ['STT', 'LLM', 'TTS'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  STT: 'speech to text',
  LLM: 'language model',
  TTS: 'text to speech',
}

/** The roles nobody has given a URL for, which the rehearsal models therefore play. */
export function rehearsed(env: Readonly<Record<string, string | undefined>>): Role[] {
  return ROLES.filter((role) => !env[`${role}_BASE_URL`])
}

/** The settings that point the voice server at the rehearsal models, whose names are given by task. Throws {@link KitError} when one is not there. */
export function rehearsalSettings(
  { url, models }: { readonly url: string; readonly models: Readonly<Record<string, string>> },
  roles: readonly Role[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const role of roles) {
    const model = models[role.toLowerCase()]
    if (!model)
      throw new KitError(EXIT.outside, `The rehearsal models at ${url} list none for ${ROLE_NAMES[role]} (${role}).`)
    const wanted = env[`${role}_MODEL`]
    if (wanted && wanted !== model)
      throw new KitError(
        EXIT.usage,
        `${role}_MODEL=${wanted} is set and ${role}_BASE_URL is not, so the rehearsal model '${model}' would answer.\n` +
          `Set ${role}_BASE_URL to the server that has ${wanted}, or unset ${role}_MODEL.`,
      )
    settings[`${role}_BASE_URL`] = `${url}/v1`
    settings[`${role}_MODEL`] = model
  }
  return settings
}
