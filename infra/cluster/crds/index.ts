// SPDX-License-Identifier: Apache-2.0
export { type Crd, crdSchema, type KindSchema, kindsOf } from './crd.ts'
export { CrdsError, overlaysOf, readCrds } from './read-crds.ts'
export { type Finding, isPlain, kindKey, objectName, type Validation, validateObjects } from './validate.ts'
