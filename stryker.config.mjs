// `pnpm mutation` makes every change to the validators that Stryker knows, and lists the changes that no test notices.
// One file: `pnpm mutation --mutate packages/jose/src/internal/times.ts`

const validators = ['get-user-info-as-jwt', 'id-token-claims', 'introspect-token-as-jwt', 'decryption', 'key-source']
const judges = ['parse-jarm-response', 'replay-check', 'trust', 'validate-*']
const checks = [
  'algorithms',
  'authentication',
  'claims',
  'compact',
  'confirmation',
  'decrypt',
  'find-key',
  'import-key',
]
const readers = [
  'json-object',
  'jwt-response',
  'jwt-header',
  'open-jwt',
  'options',
  'same-login',
  'texts',
  'times',
  'token-hash',
]

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'e2e/mutation/vitest.config.mjs' },
  mutate: [
    ...[...validators, ...judges].map((name) => `packages/jose/src/${name}.ts`),
    '!packages/jose/src/*.test.ts',
    ...[...checks, ...readers].map((name) => `packages/jose/src/internal/${name}.ts`),
  ],
  // copy only the files that the tests need
  ignorePatterns: ['/examples', '/e2e/*', '!/e2e/mutation', '/packages/ky', '/packages/tokens', 'dist'],
  // Stryker rewrites it with an API that TypeScript 7 no longer has; the tests don't need it
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
}
