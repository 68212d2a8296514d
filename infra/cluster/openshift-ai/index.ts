// SPDX-License-Identifier: Apache-2.0
export { profileName } from './hardware-profile.ts'
export { GATEWAY_CERTIFICATE } from './inference-gateway.ts'
export { AUTHORINO_CERTIFICATE, AUTHORINO_SERVICE } from './kuadrant.ts'
export {
  addMaasAccess,
  MAAS_DATABASE_SECRET,
  MAAS_GATEWAY,
  MAAS_NAMESPACE,
  maasDatabaseNamespace,
  maasHost,
} from './maas.ts'
export { GatewayClassChart, OperandsChart, PlatformChart } from './openshift-ai-charts.ts'
