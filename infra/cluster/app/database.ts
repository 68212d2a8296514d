// SPDX-License-Identifier: Apache-2.0
import { type Construct, k8s } from '../kubernetes.ts'
import { claimSpec } from '../models/cache.ts'
import { NON_ROOT } from '../models/non-root.ts'
import { DATABASE, DATABASE_SECRET, DATABASE_USER } from './names.ts'
import { labelsOf } from './web-part.ts'

/** Port of Postgres. */
export const POSTGRES_PORT = 5432
/** Conversations and orders of a class are text: this is plenty. */
const DISK_GIB = 10

export const databaseLabels = labelsOf(DATABASE, 'database')

/** Red Hat's image says by this whether its server answers. */
const check = (...args: readonly string[]): k8s.Probe => ({
  exec: { command: ['/usr/libexec/check-container', ...args] },
  periodSeconds: 10,
  timeoutSeconds: 5,
})

/** The Postgres of a class: one pod, one disk. For more than a class, bring a managed one. */
export function addDatabase(scope: Construct, namespace: string, image: string): void {
  const metadata = { name: DATABASE, namespace, labels: databaseLabels }
  const quantities = (cpu: string, memory: string) => ({
    cpu: k8s.Quantity.fromString(cpu),
    memory: k8s.Quantity.fromString(memory),
  })
  new k8s.KubeService(scope, 'database-service', {
    metadata,
    spec: {
      clusterIp: 'None',
      selector: databaseLabels,
      ports: [{ name: 'postgres', port: POSTGRES_PORT, targetPort: k8s.IntOrString.fromString('postgres') }],
    },
  })
  new k8s.KubeStatefulSet(scope, 'database', {
    metadata,
    spec: {
      serviceName: DATABASE,
      replicas: 1,
      selector: { matchLabels: databaseLabels },
      template: {
        metadata: { labels: databaseLabels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 60,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'postgres',
              image,
              ports: [{ name: 'postgres', containerPort: POSTGRES_PORT }],
              env: [
                { name: 'POSTGRESQL_USER', value: DATABASE_USER },
                { name: 'POSTGRESQL_DATABASE', value: DATABASE_USER },
                {
                  name: 'POSTGRESQL_PASSWORD',
                  valueFrom: { secretKeyRef: { name: DATABASE_SECRET.name, key: DATABASE_SECRET.password } },
                },
              ],
              resources: { requests: quantities('250m', '512Mi'), limits: quantities('2', '1Gi') },
              // Its root stays writable: the image writes a passwd file and its configuration beside the data.
              securityContext: NON_ROOT,
              startupProbe: { ...check('--live'), failureThreshold: 30 },
              readinessProbe: check(),
              livenessProbe: { ...check('--live'), failureThreshold: 6 },
              volumeMounts: [{ name: 'data', mountPath: '/var/lib/pgsql/data' }],
            },
          ],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec(DISK_GIB) }],
    },
  })
}
