import type { Browser, Page as PlaywrightPage } from 'playwright'
import { launchChromium, launchFirefox } from '../setup/launch.mjs'
import { webkit } from '../setup/webdriver.mjs'

/** A page of any browser, with a user's actions. */
export interface Page {
  goto(url: string): Promise<void>
  url(): Promise<string>
  click(css: string): Promise<void>
  fill(css: string, text: string): Promise<void>
  /** Waits until the text of an element matches `pattern`, and returns it. */
  waitForText(css: string, pattern: RegExp): Promise<string>
  reload(): Promise<void>
  /** Runs a function in the page with a JSON argument, and awaits its promise. */
  evaluate<Argument, Value>(run: (argument: Argument) => Promise<Value>, argument: Argument): Promise<Value>
  /** Another tab of the same user. */
  openTab(): Promise<Page>
  /** Waits for the window that the page opens. */
  popupOf(open: () => Promise<void>): Promise<Page>
  /** Closes the page and all windows that it has opened. */
  close(): Promise<void>
}

/** Opens a page with a new browser profile. */
export type OpenPage = () => Promise<Page>

const patience = 20_000

export const browsers = {
  chromium: () => playwrightPage(launchChromium),
  firefox: () => playwrightPage(launchFirefox),
  webkit: webkitPage,
} satisfies Record<string, OpenPage>

const running = new Map<typeof launchChromium, Promise<Browser>>()

/** A browser that is started once per process, for all files. */
export function browserOf(launch: typeof launchChromium): Promise<Browser> {
  const known = running.get(launch) ?? launch()
  const mine = known.then((browser) => (browser.isConnected() ? browser : launch()))
  running.set(launch, mine)
  // the next test tries again
  mine.catch(() => running.delete(launch))
  return mine
}

async function playwrightPage(launch: typeof launchChromium): Promise<Page> {
  const context = await (await browserOf(launch)).newContext()
  context.setDefaultTimeout(patience)
  return wrapped(await context.newPage())

  function wrapped(page: PlaywrightPage): Page {
    const textOf = (css: string) => page.locator(css).textContent()
    return {
      goto: async (url) => void (await page.goto(url)),
      url: async () => page.url(),
      click: (css) => page.click(css),
      fill: (css, text) => page.fill(css, text),
      waitForText: (css, pattern) =>
        until(
          () => textOf(css),
          pattern,
          () => page.url(),
        ),
      reload: async () => void (await page.reload()),
      evaluate: (run, argument) => page.evaluate(run as never, argument),
      openTab: async () => wrapped(await context.newPage()),
      async popupOf(open) {
        const [popup] = await Promise.all([context.waitForEvent('page'), open()])
        return wrapped(popup)
      },
      close: () => context.close(),
    }
  }
}

async function webkitPage(): Promise<Page> {
  const browser = await webkit()
  const [first = ''] = await browser.windows()
  return wrapped(first)

  function wrapped(handle: string): Page {
    // commands go to the window that was switched to last
    const here = async <Result>(run: () => Promise<Result>): Promise<Result> => {
      await browser.switchTo(handle)
      return run()
    }
    const textOf = (css: string) =>
      here(() => browser.evaluate((selector: string) => document.querySelector(selector)?.textContent ?? '', css))
    const url = () => here(browser.url)
    return {
      goto: (address) => here(() => browser.goto(address)),
      url,
      click: (css) => here(() => browser.click(css)),
      fill: (css, text) => here(() => browser.fill(css, text)),
      waitForText: (css, pattern) => until(() => textOf(css), pattern, url),
      reload: () => here(() => browser.evaluate(() => location.reload())),
      evaluate: (run, argument) => here(() => browser.evaluate(run, argument)),
      openTab: async () => wrapped(await browser.openTab()),
      async popupOf(open) {
        const before = await browser.windows()
        await open()
        const end = Date.now() + patience
        for (;;) {
          const opened = (await browser.windows()).find((each) => !before.includes(each))
          if (opened) return wrapped(opened)
          if (Date.now() > end) throw new Error('no window was opened')
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      },
      close: browser.close,
    }
  }
}

async function until(
  read: () => Promise<string | null>,
  pattern: RegExp,
  where: () => string | Promise<string>,
): Promise<string> {
  const end = Date.now() + patience
  for (;;) {
    // there is no element while the browser changes pages
    const text = (await read().catch(() => '')) ?? ''
    if (pattern.test(text)) return text
    if (Date.now() > end) throw new Error(`still "${text}" at ${await where()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
