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
const together = {
  // one page or process for all files takes a third of the time; so nothing that a test replaces may outlive it
  isolate: false,
  setupFiles: ['e2e/setup/leave-globals.ts'],
}
// the same patience in each engine: what hangs is found out, what a busy machine slows down is not taken for it
const shared = { ...together, testTimeout: 30_000 }

const browser = (name, provider) => ({
  resolve: conditions('browser'),
  // found late, it would reload the page in the midst of a run
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
    // most of a test against a server or a page is waiting, which two can do on two cores
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
          // the rest of the browser package's scenarios: `pnpm scenarios`
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
