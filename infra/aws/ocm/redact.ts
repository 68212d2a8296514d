// SPDX-License-Identifier: Apache-2.0

const HIDDEN = '[hidden]'

/** What looks like a secret wherever it comes from: a dialect OCM, SSO or OpenShift speaks in errors and headers. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, HIDDEN],
  [/\bsha256~[\w-]+/g, HIDDEN],
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, HIDDEN],
  // Not the `:secret:` of an ARN.
  [/(?<![:\w])("?(?:\w*password|\w*secret|\w*token)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s,;&}"]+)/gi, `$1${HIDDEN}`],
]

/** Ways in which a text may carry a secret without carrying it letter by letter. */
const disguises = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  new URLSearchParams({ s: secret }).toString().slice(2),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
]

/** Takes secrets out of texts: those it was told of, and what looks like one. */
export interface Redactor {
  /** From now on this never leaves. */
  hide(secret: string): void
  redacted(text: string): string
}

export function createRedactor(): Redactor {
  const hidden = new Set<string>()
  return {
    hide: (secret) => {
      if (secret === '') return
      for (const disguise of disguises(secret)) hidden.add(disguise)
    },
    redacted: (text) => {
      // Longest first: a secret may lie within another.
      const known = [...hidden].sort((a, b) => b.length - a.length)
      const cleared = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
      return PATTERNS.reduce((rest, [pattern, to]) => rest.replace(pattern, to), cleared)
    },
  }
}
