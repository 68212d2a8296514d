// SPDX-License-Identifier: Apache-2.0
export { languageRoutes } from './chat-routes.ts'
export { LANGUAGE_MODEL } from './options.ts'
