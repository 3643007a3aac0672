import { type Browser, chromium } from 'playwright'
import { chromiumOptions, wholeChromiumOptions } from '../../setup/launch.mjs'

/** Browser features that Playwright switches off, and that matter for a login. */
const unwanted = ['--disable-back-forward-cache', '--disable-popup-blocking']

// a Chromium without windows takes half the time, and is enough for the files that `pnpm test` runs
const { executablePath = '', args = [] } = process.env.WHOLE_CHROMIUM ? wholeChromiumOptions : chromiumOptions

/**
 * Chromium as users have it: with the back/forward cache, partitioned storage, blocked popups and without third-party cookies.
 * Playwright turns these off with its default arguments, which it shows only in the error message of a failed launch.
 */
export async function launchChromium(): Promise<Browser> {
  const message = await chromium.launch({ executablePath: '/bin/false' }).then(
    () => '',
    (error: Error) => error.message,
  )
  const disabled = /--disable-features=(\S+)/.exec(message)
  if (!disabled?.[1]?.includes('ThirdPartyStoragePartitioning')) throw new Error('Playwright has other arguments now')
  const features = disabled[1].split(',').filter((feature) => feature !== 'ThirdPartyStoragePartitioning')
  return chromium.launch({
    executablePath,
    ignoreDefaultArgs: [...unwanted, disabled[0]],
    args: [
      ...args,
      `--disable-features=${features.join(',')}`,
      '--enable-features=ThirdPartyStoragePartitioning',
      '--test-third-party-cookie-phaseout',
    ],
  })
}
