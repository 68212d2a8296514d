// SPDX-License-Identifier: Apache-2.0
import { clusterRoutes } from './cluster-routes.ts'
import type { FakeState } from './fake-ocm.ts'
import { inquiryRoutes } from './inquiry-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { providerRoutes } from './provider-routes.ts'
import { type Call, Refusal, type Reply, type Routes } from './reply.ts'

const ALL: Routes = { ...inquiryRoutes, ...clusterRoutes, ...poolRoutes, ...providerRoutes }

const TABLE = Object.entries(ALL).map(([key, act]) => {
  const [method = '', template = ''] = key.split(' ')
  const path = template.startsWith('/api/') ? template : `/api/clusters_mgmt/v1${template}`
  return { method, pattern: new RegExp(`^${path.replaceAll(/:[a-z]+/g, '([^/]+)')}$`), act }
})

export function route(state: FakeState, call: Call): Reply {
  for (const { method, pattern, act } of TABLE) {
    const found = method === call.method ? pattern.exec(call.url.pathname) : null
    if (found !== null) return act(state, call, ...found.slice(1).map(decodeURIComponent))
  }
  throw new Refusal(404, `The double knows no ${call.method} ${call.url.pathname}`)
}
