import { defineConfig } from 'vitest/config'

// The tests that say what each validator does, in Node. Those that go through the same once more, for the conformance suite or
// with thousands of mutated tokens, would kill the same mutants again, and take most of the time.
const validators = 'encrypted-id-token issuer-keys jwt-form refreshed-id-token parse-jarm-response'
const endpoints = 'get-user-info-as-jwt introspect-token-as-jwt'

export default defineConfig({
  ssr: { resolve: { conditions: ['@grantkit/source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['validate-*', ...`${validators} ${endpoints}`.split(' ')].map(
      (name) => `packages/jose/src/${name}.test.ts`,
    ),
    testTimeout: 30_000,
  },
})
