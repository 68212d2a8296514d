// SPDX-License-Identifier: Apache-2.0
export { answerHttp, answerStarting } from './http-server.ts'
export { builtWeb, developmentWeb, type Web } from './web.ts'
