// Lets vitest run browser tests in the stock WebKitGTK.
import { defineBrowserProvider } from '@vitest/browser'
import { webkit } from './webdriver.mjs'

export const webkitGtk = () =>
  defineBrowserProvider({
    name: 'webkitgtk',
    supportedBrowser: ['webkit'],
    options: {},
    providerFactory(project) {
      // vitest asks for these around each file; a page without pictures needs neither
      for (const command of ['__vitest_viewport', '__vitest_cleanup']) {
        project.browser.registerCommand(command, async () => {})
      }
      let browser
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        initScripts: [],
        getSupportedBrowsers: () => ['webkit'],
        getCommandsContext: () => ({}),
        async openPage(_session, url) {
          browser ??= await webkit()
          await browser.goto(url)
        },
        async close() {
          await browser?.close()
          browser = undefined
        },
      }
    },
  })
