// SPDX-License-Identifier: Apache-2.0
import type { k8s } from '../kubernetes.ts'

/** What `restricted-v2` asks of a container, written out so that it holds under any policy. */
export const NON_ROOT: k8s.SecurityContext = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
}
