import { defineConfig } from 'vitest/config'

// The tests that say what a validator does, one by one, in Node. Those that throw thousands of mutated tokens at it would kill
// the same mutants again, and take most of the time.
export default defineConfig({
  ssr: { resolve: { conditions: ['@grantkit/source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['packages/jose/src/*.test.ts'],
    exclude: [
      '**/mutated-tokens.node.test.ts',
      '**/canary.test.ts',
      '**/signing-canary.node.test.ts',
      '**/create-*.test.ts',
    ],
    testTimeout: 30_000,
  },
})
