// The scenarios of the login in real browsers, against a real server, and the long form of those of web apps.
import { defineConfig } from 'vitest/config'

const conditions = ['@grantkit/source', 'module', 'node', 'development|production']

export default defineConfig({
  ssr: { resolve: { conditions } },
  test: {
    include: ['e2e/login/**/*.test.ts', 'e2e/web-login/**/*.test.ts'],
    env: { WEB_LOGIN_SECONDS: '60', REACT_VERSIONS: '19 18.3', WHOLE_CHROMIUM: '1' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
