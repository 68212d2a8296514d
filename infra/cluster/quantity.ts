// SPDX-License-Identifier: Apache-2.0

/** vCPU as Kubernetes writes them: `4`, `500m`. */
export function cpu(vcpu: number): string {
  return Number.isInteger(vcpu) ? String(vcpu) : `${Math.round(vcpu * 1000)}m`
}

/** GiB of memory or disk as Kubernetes writes them: `16Gi`, `512Mi`. */
export function gib(value: number): string {
  return Number.isInteger(value) ? `${value}Gi` : `${Math.round(value * 1024)}Mi`
}
