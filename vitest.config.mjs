import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumOptions, firefoxOptions } from './e2e/setup/launch.mjs'
import { webkitGtk } from './e2e/setup/webkit-provider.mjs'

// The tests run the sources, not dist. Setting conditions replaces those of vite, so they are repeated.
const conditions = (platform) => ({
  conditions: ['@grantkit/source', 'module', platform, 'development|production'],
})
const onServer = { ssr: { resolve: conditions('node') } }

// The file name decides where a test runs: everywhere, unless it contains `.node` or `.browser`.
const include = ['packages/*/src/**/*.test.ts']
const inNode = ['**/*.node.test.ts']
const inBrowsers = ['**/*.browser.test.ts']
const together = {
  // one page or process for all files takes a third of the time, so each test must restore what it replaces
  isolate: false,
  setupFiles: ['e2e/setup/leave-globals.ts'],
}
// the same timeout in each engine: long enough for a busy machine, and short enough to notice a test that hangs
const shared = { ...together, testTimeout: 30_000 }

const browser = (name, provider) => ({
  resolve: conditions('browser'),
  // listed here, because vite reloads the page in the middle of a run if it finds a dependency late
  optimizeDeps: { include: ['fast-check', 'jose', 'ky', '@grantkit/jose > idb-keyval'] },
  test: {
    name,
    include,
    exclude: inNode,
    ...shared,
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
    // tests against a server or a page mostly wait, so two can run at the same time on two cores
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text', 'json-summary'],
    },
    projects: [
      { ...onServer, test: { name: 'node', environment: 'node', include, exclude: inBrowsers, ...shared } },
      browser('chromium', playwright({ launchOptions: chromiumOptions })),
      browser('firefox', playwright({ launchOptions: firefoxOptions })),
      browser('webkit', webkitGtk()),
      {
        ...onServer,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.test.ts'],
          // `pnpm scenarios` runs the rest of the browser package's scenarios
          exclude: ['**/node_modules/**', 'e2e/login/!(sessions|react|script-tag).test.ts'],
          // browsers start slowly on a busy machine
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...together,
        },
      },
    ],
  },
})
