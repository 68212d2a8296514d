// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'app/**/*.test.ts',
      'infra/**/*.test.ts',
      'labs/**/*.test.ts',
      'scripts/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    // A lab's check runs against a tree of its own: see labs/check.ts.
    exclude: ['**/node_modules/**', 'work/**', '.kit/**', '**/*.e2e.test.ts', 'labs/*/check.test.ts'],
    testTimeout: 20_000,
  },
})
