// The stock Chromium and Firefox, as Playwright browsers.
import { chromium, firefox } from 'playwright'
import { pathOf } from './find-browsers.mjs'

/** Playwright's options for a stock Chromium. */
export const chromiumOptions = () => ({
  executablePath: pathOf('chromium'),
  // root has no sandbox; the other two keep the browser from calling home
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
})

/** Playwright's options for a stock Firefox: not Playwright's own build, hence the channel (WebDriver BiDi). */
export const firefoxOptions = () => ({ channel: 'moz-firefox', executablePath: pathOf('firefox') })

export const launchChromium = () => chromium.launch(chromiumOptions())

export const launchFirefox = () => firefox.launch(firefoxOptions())
