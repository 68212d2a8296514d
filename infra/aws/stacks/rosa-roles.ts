// SPDX-License-Identifier: Apache-2.0

/** Red Hat's installer in its production account, as terraform-redhat/rhcs knows it. */
export const RED_HAT_INSTALLER = 'arn:aws:iam::710019948333:role/RH-Managed-OpenShift-Installer'

/** Roles of the account, and the policies that AWS keeps for them. After terraform-redhat/rosa-hcp. */
export const ACCOUNT_ROLES = {
  installer: { tail: 'HCP-ROSA-Installer-Role', policy: 'ROSAInstallerPolicy', type: 'installer' },
  support: { tail: 'HCP-ROSA-Support-Role', policy: 'ROSASRESupportPolicy', type: 'support' },
  worker: { tail: 'HCP-ROSA-Worker-Role', policy: 'ROSAWorkerInstancePolicy', type: 'instance_worker' },
} as const
export type AccountRole = keyof typeof ACCOUNT_ROLES

/** A role of one of the cluster's operators. */
export interface OperatorRole {
  readonly namespace: string
  readonly name: string
  /** AWS keeps it. */
  readonly policy: string
  /** Who may take the role: `namespace:name`. */
  readonly serviceAccounts: readonly string[]
}

/** The eight roles of a cluster with hosted control planes. After terraform-redhat/rosa-hcp. */
export const OPERATOR_ROLES: readonly OperatorRole[] = [
  {
    namespace: 'openshift-image-registry',
    name: 'installer-cloud-credentials',
    policy: 'ROSAImageRegistryOperatorPolicy',
    serviceAccounts: ['openshift-image-registry:cluster-image-registry-operator', 'openshift-image-registry:registry'],
  },
  {
    namespace: 'openshift-ingress-operator',
    name: 'cloud-credentials',
    policy: 'ROSAIngressOperatorPolicy',
    serviceAccounts: ['openshift-ingress-operator:ingress-operator'],
  },
  {
    namespace: 'openshift-cluster-csi-drivers',
    name: 'ebs-cloud-credentials',
    policy: 'ROSAAmazonEBSCSIDriverOperatorPolicy',
    serviceAccounts: [
      'openshift-cluster-csi-drivers:aws-ebs-csi-driver-operator',
      'openshift-cluster-csi-drivers:aws-ebs-csi-driver-controller-sa',
    ],
  },
  {
    namespace: 'openshift-cloud-network-config-controller',
    name: 'cloud-credentials',
    policy: 'ROSACloudNetworkConfigOperatorPolicy',
    serviceAccounts: ['openshift-cloud-network-config-controller:cloud-network-config-controller'],
  },
  {
    namespace: 'kube-system',
    name: 'kube-controller-manager',
    policy: 'ROSAKubeControllerPolicy',
    serviceAccounts: ['kube-system:kube-controller-manager'],
  },
  {
    namespace: 'kube-system',
    name: 'capa-controller-manager',
    policy: 'ROSANodePoolManagementPolicy',
    serviceAccounts: ['kube-system:capa-controller-manager'],
  },
  {
    namespace: 'kube-system',
    name: 'control-plane-operator',
    policy: 'ROSAControlPlaneOperatorPolicy',
    serviceAccounts: ['kube-system:control-plane-operator'],
  },
  {
    namespace: 'kube-system',
    name: 'kms-provider',
    policy: 'ROSAKMSProviderPolicy',
    serviceAccounts: ['kube-system:kms-provider'],
  },
]

/** IAM's bound on the name of a role. ROSA looks for names that are cut there. */
export const ROLE_NAME_MOST = 64

/** Name under which ROSA looks for an operator's role. */
export function operatorRoleName(prefix: string, { namespace, name }: OperatorRole): string {
  return `${prefix}-${namespace}-${name}`.slice(0, ROLE_NAME_MOST)
}
