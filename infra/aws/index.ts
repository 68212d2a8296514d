// SPDX-License-Identifier: Apache-2.0
export { costWords } from './stacks/cost-words.ts'
export {
  type Deployment,
  DeploymentError,
  type DeploymentOptions,
  deploymentOf,
} from './stacks/deployment.ts'
export { adminSecretName } from './stacks/people.ts'
export { type WorkshopStacks, workshopStacks } from './stacks/workshop-stacks.ts'
