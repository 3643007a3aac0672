// The stock Chromium and Firefox, as Playwright browsers. Their paths are looked up at launch: nothing else needs them.
import { chromium, firefox } from 'playwright'
import { pathOf } from './find-browsers.mjs'

/** Playwright's options for a stock Chromium. */
export const chromiumOptions = {
  get executablePath() {
    return pathOf('chromium')
  },
  // root has no sandbox; the other two keep the browser from calling home
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
}

/** Playwright's options for a stock Firefox: not Playwright's own build, hence the channel (WebDriver BiDi). */
export const firefoxOptions = {
  channel: 'moz-firefox',
  get executablePath() {
    return pathOf('firefox')
  },
}

export const launchChromium = (...args) =>
  chromium.launch({ ...chromiumOptions, args: [...chromiumOptions.args, ...args] })

export const launchFirefox = () => firefox.launch(firefoxOptions)
