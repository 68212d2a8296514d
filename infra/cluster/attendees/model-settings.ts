// SPDX-License-Identifier: Apache-2.0
import type { EnvKey } from '@kit/app/contract'
import type { Plan } from '#capacity'
import type { ModelRole } from '#workshop'
import { type Construct, k8s } from '../kubernetes.ts'
import { type ModelEndpoint, modelEndpoints } from '../models/endpoints.ts'
import { MODEL_CALLER } from '../models/model-caller.ts'
import type { Attendee } from '../names.ts'

/** ConfigMap with where the models are, by the app's own keys. */
export const SETTINGS_CONFIG_MAP = 'voice-models'

/** Secret with the keys of models that are served elsewhere, by the app's own keys. Made through the API. */
export const KEYS_SECRET = 'voice-model-keys'

/** What the app calls the models of a workshop. The guard is called by the rails, not by the voice server. */
const PREFIX: Readonly<Partial<Record<ModelRole, 'STT' | 'LLM' | 'TTS'>>> = { stt: 'STT', agent: 'LLM', tts: 'TTS' }

/** One of the app's settings about a model, or nothing where the app has none for its role. */
export function settingOf({ role }: ModelEndpoint, what: 'BASE_URL' | 'API_KEY' | 'MODEL'): EnvKey | null {
  const prefix = PREFIX[role]
  return prefix === undefined ? null : `${prefix}_${what}`
}

/** The settings of the app in a pod of the cluster; no key is among them. */
export function modelSettings(plan: Plan, attendee: Attendee | null): Partial<Record<EnvKey, string>> {
  const settings: Partial<Record<EnvKey, string>> = {}
  for (const endpoint of modelEndpoints(plan, attendee)) {
    const [url, model] = [settingOf(endpoint, 'BASE_URL'), settingOf(endpoint, 'MODEL')]
    if (url !== null) settings[url] = endpoint.url
    if (model !== null) settings[model] = endpoint.model
  }
  return settings
}

/** Keys that whoever serves a model elsewhere has given out. */
export function foreignKeys(plan: Plan, attendee: Attendee | null): EnvKey[] {
  return modelEndpoints(plan, attendee).flatMap((endpoint) => {
    const key = settingOf(endpoint, 'API_KEY')
    return endpoint.auth === 'service-account' || key === null ? [] : [key]
  })
}

/** The keys as a container gets them: the cluster's token for the cluster's models, else what {@link KEYS_SECRET} holds. */
export function keyVariables(plan: Plan, attendee: Attendee | null): k8s.EnvVar[] {
  return modelEndpoints(plan, attendee).flatMap((endpoint): k8s.EnvVar[] => {
    const name = settingOf(endpoint, 'API_KEY')
    if (name === null) return []
    // Some servers ask for no key, and then there is none to be had.
    const secretKeyRef =
      endpoint.auth === 'service-account'
        ? { name: MODEL_CALLER.tokenSecret, key: 'token' }
        : { name: KEYS_SECRET, key: name, optional: true }
    return [{ name, valueFrom: { secretKeyRef } }]
  })
}

/** The settings as a ConfigMap that containers take whole (`envFrom`). */
export function addModelSettings(scope: Construct, plan: Plan, namespace: string, attendee: Attendee | null): void {
  new k8s.KubeConfigMap(scope, `${namespace}-settings`, {
    metadata: { name: SETTINGS_CONFIG_MAP, namespace },
    data: { ...modelSettings(plan, attendee) },
  })
}
