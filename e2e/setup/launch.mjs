// The stock Chromium and Firefox, as Playwright browsers. Their paths are looked up at launch: nothing else needs them.
import { chromium, firefox } from 'playwright'
import { pathOf } from './find-browsers.mjs'

// root has no sandbox; the other two keep the browser from calling home
const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update']

/** Playwright's options for a stock Chromium without windows, which is all that most tests need. */
export const chromiumOptions = {
  get executablePath() {
    return pathOf('chromiumShell')
  },
  args,
}

/** The same for the Chromium that users have. */
export const wholeChromiumOptions = {
  get executablePath() {
    return pathOf('chromium')
  },
  args,
}

/** Playwright's options for a stock Firefox: not Playwright's own build, hence the channel (WebDriver BiDi). */
export const firefoxOptions = {
  channel: 'moz-firefox',
  get executablePath() {
    return pathOf('firefox')
  },
  // no process is started for pages that nobody opens
  firefoxUserPrefs: { 'dom.ipc.processPrelaunch.enabled': false },
}

export const launchChromium = (...more) => chromium.launch({ ...chromiumOptions, args: [...args, ...more] })

export const launchFirefox = () => firefox.launch(firefoxOptions)
