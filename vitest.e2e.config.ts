// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config'

/** The page in a real Chromium: `npx vitest run --config vitest.e2e.config.ts`. */
export default defineConfig({
  test: {
    include: ['app/**/*.e2e.test.ts', 'scripts/**/*.e2e.test.ts'],
    exclude: ['**/node_modules/**', 'work/**'],
    testTimeout: 40_000,
    // Models, server and browser start in them.
    hookTimeout: 120_000,
    // One browser at a time: playback is measured, and CI has two cores.
    fileParallelism: false,
  },
})
