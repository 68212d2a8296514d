// SPDX-License-Identifier: Apache-2.0

/** One value that the kit needs and no file holds. */
export interface SecretNeed {
  /** Its name: the environment variable, and the key in Secrets Manager. */
  readonly key: string
  /** What it is, for whoever is asked. */
  readonly what: string
  /** Works without it. */
  readonly optional: boolean
}

/** Somewhere values of secrets come from. */
export interface SecretSource {
  /** How to put a value there, in words. */
  hint(need: SecretNeed): string
  /** Null: it is not there. */
  value(need: SecretNeed): Promise<string | null>
}

/** Values that are set nowhere. The message says where they may be put. */
export class SecretMissingError extends Error {
  override readonly name = 'SecretMissingError' as const
  readonly code = 'SECRET_MISSING' as const

  constructor(
    readonly keys: readonly string[],
    message: string,
  ) {
    super(message)
  }
}

/** The environment. */
export function environmentSource(env: Readonly<Record<string, string | undefined>>): SecretSource {
  return {
    hint: ({ key }) => `set the environment variable ${key}`,
    value: async ({ key }) => env[key] || null,
  }
}

/** The first source that has a value. Null where none has, and the value is optional. Throws {@link SecretMissingError}. */
export async function firstOf(sources: readonly SecretSource[], need: SecretNeed): Promise<string | null> {
  for (const source of sources) {
    const value = await source.value(need)
    if (value !== null) return value
  }
  if (need.optional) return null
  const hints = sources.map((source) => source.hint(need)).join(', or ')
  throw new SecretMissingError([need.key], `${need.key} (${need.what}) is set nowhere: ${hints}.`)
}
