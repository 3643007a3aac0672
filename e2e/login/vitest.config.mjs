// The scenarios of the browser package in a real browser, against a real server.
import { defineConfig } from 'vitest/config'

const conditions = ['@grantkit/source', 'module', 'node', 'development|production']

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: { include: ['e2e/login/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
})
