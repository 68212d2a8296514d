// SPDX-License-Identifier: Apache-2.0

/** A capacity reservation as EC2 would show it to OCM. */
export interface FakeReservation {
  readonly state: 'scheduled' | 'active' | 'expired'
  readonly instanceType: string
  readonly zone: string
  readonly count: number
}

/** What OCM sees of the customer's AWS account. */
export interface AwsView {
  roleExists(arn: string): boolean
  oidcProviderExists(issuerHost: string): boolean
  reservation(id: string): FakeReservation | undefined
  /** Zone of a subnet; undefined where there is no such subnet. */
  zoneOf(subnet: string): string | undefined
}

/** An account in which everything is there that is asked for. */
export const WILLING_ACCOUNT: AwsView = {
  roleExists: () => true,
  oidcProviderExists: () => true,
  reservation: () => undefined,
  zoneOf: () => 'us-east-2a',
}

/** Namespaces and names of the operator roles of hosted control planes (terraform-rhcs-rosa-hcp `operator-roles`). */
export const OPERATOR_ROLES = [
  'openshift-image-registry-installer-cloud-credentials',
  'openshift-ingress-operator-cloud-credentials',
  'openshift-cluster-csi-drivers-ebs-cloud-credentials',
  'openshift-cloud-network-config-controller-cloud-credentials',
  'kube-system-kube-controller-manager',
  'kube-system-capa-controller-manager',
  'kube-system-control-plane-operator',
  'kube-system-kms-provider',
] as const

/** ARN of each role that an uninstallation needs; IAM names end after 64 characters. */
export const operatorRoleArns = (account: string, prefix: string): string[] =>
  OPERATOR_ROLES.map((tail) => `arn:aws:iam::${account}:role/${`${prefix}-${tail}`.slice(0, 64)}`)
