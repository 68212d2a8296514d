// SPDX-License-Identifier: Apache-2.0
import { k8s } from '../kubernetes.ts'
import { gib } from '../quantity.ts'

/** Room for weights, tokenizer and compiled kernels of text to speech, GiB: about 14 of them are weights. */
export const CACHE_GIB = 50

/** A disk of the cluster's default storage class, on one node at a time. */
export const claimSpec = (sizeGib: number): k8s.PersistentVolumeClaimSpec => ({
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: k8s.Quantity.fromString(gib(sizeGib)) } },
})
