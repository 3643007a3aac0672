import { defineConfig } from 'vitest/config'

// The tests of the validators, in Node. The conformance suite and the tests with thousands of mutated tokens are left out: they
// would kill the same mutants again, and take most of the time.
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
