// SPDX-License-Identifier: Apache-2.0
import type { Workshop } from '#workshop'

/** Namespace of the models that everybody shares. */
export const modelsNamespace = ({ name }: Workshop): string => `${name}-models`

/** Namespace of the app, its database and the guide. */
export const appNamespace = ({ name }: Workshop): string => `${name}-app`

/** One person of a class. */
export interface Attendee {
  /** From 1. */
  readonly number: number
  /** Login: `attendee-07`, or the one they have already. */
  readonly user: string
  /** `voice-lab-attendee-07`: the project that is theirs. */
  readonly namespace: string
}

function everybody({ name, attendees, identity }: Workshop): readonly Attendee[] {
  const digits = Math.max(2, String(attendees).length)
  return Array.from({ length: attendees }, (_, i) => {
    const numbered = `attendee-${String(i + 1).padStart(digits, '0')}`
    return { number: i + 1, user: identity.users?.[i] ?? numbered, namespace: `${name}-${numbered}` }
  })
}

// Charts ask once for each attendee: made anew each time, a class of thousands would take minutes.
const known = new WeakMap<Workshop, readonly Attendee[]>()

/** Everybody of a class, in order; numbers are padded so that they sort. */
export function attendeesOf(workshop: Workshop): readonly Attendee[] {
  const attendees = known.get(workshop) ?? everybody(workshop)
  known.set(workshop, attendees)
  return attendees
}

/** Where OpenShift AI keeps its own parts, and hardware profiles that everybody may use. Fixed: the field is immutable. */
export const OPENSHIFT_AI_NAMESPACE = 'redhat-ods-applications'

/** Where the router and the gateways run. */
export const INGRESS_NAMESPACE = 'openshift-ingress'

/** The gateway in front of the language models; KServe's default has this name. */
export const GATEWAY = 'openshift-ai-inference'

/** The Service that the gateway's controller makes: gateway and class, joined. */
export const GATEWAY_SERVICE = `${GATEWAY}-${GATEWAY}`

/** Namespaces with this label may put routes on the gateway: the shared models', and those of attendees. */
export const GATEWAY_CLIENT_LABEL = { 'workshop.kit/gateway': 'openshift-ai-inference' } as const

/**
 * Secret with a token of Hugging Face, in every namespace that downloads weights from there. Made through the API, never
 * in a manifest; KServe and Higgs-Audio read the same key.
 */
export const HF_TOKEN_SECRET = { name: 'hugging-face', key: 'HF_TOKEN' } as const
