import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumOptions, firefoxOptions } from './e2e/setup/launch.mjs'
import { webkitGtk } from './e2e/setup/webkit-provider.mjs'

// The sources are run, not dist. Setting conditions replaces vite's own, so they are repeated.
const conditions = (platform) => ({
  conditions: ['@grantkit/source', 'module', platform, 'development|production'],
})
const onServer = { ssr: { resolve: conditions('node') } }

// The file name says where a test runs: everywhere, unless it is marked.
const include = ['packages/*/src/**/*.test.ts']
const inNode = ['**/*.node.test.ts']
const inBrowsers = ['**/*.browser.test.ts']
// The same patience in each engine: what hangs is found out, what a busy machine slows down is not taken for it.
const testTimeout = 30_000

const browser = (name, provider) => ({
  resolve: conditions('browser'),
  // found late, it would reload the page in the midst of a run
  optimizeDeps: { include: ['fast-check', 'jose', 'ky', '@grantkit/jose > idb-keyval'] },
  test: {
    name,
    include,
    exclude: inNode,
    testTimeout,
    // one page for all files takes a quarter of the time; WebKit's compiler holds on to globals that a test replaces
    isolate: name === 'webkit',
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider,
      instances: [{ browser: name }],
    },
  },
})

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text', 'json-summary'],
    },
    projects: [
      { ...onServer, test: { name: 'node', environment: 'node', include, exclude: inBrowsers, testTimeout } },
      browser('chromium', playwright({ launchOptions: chromiumOptions })),
      browser('firefox', playwright({ launchOptions: firefoxOptions })),
      browser('webkit', webkitGtk()),
      {
        ...onServer,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.test.ts'],
          // the scenarios of the browser package, which is not ready: `pnpm scenarios`
          exclude: ['**/node_modules/**', 'e2e/login/**'],
          // browsers start slowly on a busy machine
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
