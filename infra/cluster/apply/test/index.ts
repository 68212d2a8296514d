// SPDX-License-Identifier: Apache-2.0
// Doubles of a cluster, for the tests of other rooms.
export { OpenShift, type OwnedKind } from './openshift.ts'
