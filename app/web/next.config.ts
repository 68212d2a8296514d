// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { NextConfig } from 'next'

/** The folder that holds `node_modules`: also right for a copy of this tree that borrows the modules of the repository. */
const root = join(dirname(createRequire(import.meta.url).resolve('next/package.json')), '../..')

/**
 * A static export: the voice server serves the files and sends the isolation headers, which an export cannot.
 * Types are checked by `npm run check`, so a build does not do it again.
 */
const config: NextConfig = {
  output: 'export',
  reactStrictMode: true,
  turbopack: { root },
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['@patternfly/react-core', '@patternfly/react-icons'] },
  devIndicators: false,
}

export default config
