// SPDX-License-Identifier: Apache-2.0
import { ApiObject, type Construct } from '../kubernetes.ts'

/** What this kit sets of a `ServiceMonitor`. */
export interface ServiceMonitorProps {
  readonly name: string
  readonly namespace: string
  /** Labels of the Service. */
  readonly selects: Readonly<Record<string, string>>
  /** Name of its port. */
  readonly port: string
}

/** Has the metrics of a Service read. (KServe makes the monitors of its own models.) */
export class ServiceMonitor extends ApiObject {
  constructor(scope: Construct, id: string, { name, namespace, selects, port }: ServiceMonitorProps) {
    super(scope, id, {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name, namespace, labels: { 'monitoring.opendatahub.io/scrape': 'true' } },
      spec: { selector: { matchLabels: selects }, endpoints: [{ port, path: '/metrics', interval: '15s' }] },
    })
  }
}
