// SPDX-License-Identifier: Apache-2.0
/**
 * The one door to cdk8s and cdk8s-plus-28: a newer Kubernetes is one changed line here. `k8s` holds the plain kinds with
 * every field typed by the Kubernetes API itself.
 */
export { ApiObject, type ApiObjectMetadata, App, Chart } from 'cdk8s'
export { k8s } from 'cdk8s-plus-28'
export type { Construct } from 'constructs'
