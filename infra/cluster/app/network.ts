// SPDX-License-Identifier: Apache-2.0
import { type Construct, k8s } from '../kubernetes.ts'
import { MONITORING, ROUTER } from '../network-peers.ts'
import { databaseLabels, POSTGRES_PORT } from './database.ts'
import { HTTP_PORT } from './web-part.ts'

const tcp = (port: number): k8s.NetworkPolicyPort => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) })

/** The router to what has a route, Prometheus to the app, the app to its database; nobody else to anything. */
export function addNetworkPolicies(
  scope: Construct,
  namespace: string,
  to: {
    /** Labels of the app's pods; null where there is no app for everybody. */
    readonly app: Record<string, string> | null
    readonly guide: Record<string, string>
    readonly database: boolean
  },
): void {
  const { app, guide, database } = to
  const policy = (name: string, podSelector: k8s.LabelSelector, ingress: k8s.NetworkPolicyIngressRule[]) =>
    new k8s.KubeNetworkPolicy(scope, name, {
      metadata: { name, namespace },
      spec: { podSelector, policyTypes: ['Ingress'], ingress },
    })
  policy('deny-by-default', {}, [])
  policy('to-guide', { matchLabels: guide }, [{ from: [ROUTER], ports: [tcp(HTTP_PORT)] }])
  if (app === null) return
  policy('to-app', { matchLabels: app }, [{ from: [ROUTER, MONITORING], ports: [tcp(HTTP_PORT)] }])
  if (!database) return
  policy('app-to-database', { matchLabels: databaseLabels }, [
    { from: [{ podSelector: { matchLabels: app } }], ports: [tcp(POSTGRES_PORT)] },
  ])
}
