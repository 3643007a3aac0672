// `pnpm mutation` changes the validators in every way that Stryker knows, and says which changes no test notices.
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
  // nothing but what the tests need is copied
  ignorePatterns: ['/examples', '/e2e/*', '!/e2e/mutation', '/packages/ky', '/packages/tokens', 'dist'],
  // Stryker would rewrite it by an interface that TypeScript 7 no longer has; nobody reads it there
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  concurrency: 1,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
}
