// SPDX-License-Identifier: Apache-2.0

/** Who made an object, after the recommended labels of Kubernetes: everything of this kit is found again by it. */
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by'
export const MANAGED_BY = 'voice-agent-workshop-kit'

/** Which workshop an object belongs to: its name. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of'

/** Annotation on what was there before the kit applied its own fields to it. It is never deleted. */
export const ADOPTED_ANNOTATION = 'workshop.kit/adopted'

interface Labelled {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>> | undefined
    readonly annotations?: Readonly<Record<string, string>> | undefined
  }
}

/** Was this object made by the kit, and for no other workshop than this one (if one is named)? */
export function isOurs({ metadata: { labels = {}, annotations = {} } }: Labelled, workshop?: string): boolean {
  if (labels[MANAGED_BY_LABEL] !== MANAGED_BY || ADOPTED_ANNOTATION in annotations) return false
  return workshop === undefined || labels[PART_OF_LABEL] === workshop
}
