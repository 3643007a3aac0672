import type { Browser } from 'playwright'
import { launchChromium, launchFirefox } from '../setup/launch.mjs'
import { webkit } from '../setup/webdriver.mjs'

/** What a user does with a page, in whichever browser. */
export interface Page {
  goto(url: string): Promise<void>
  url(): Promise<string>
  click(css: string): Promise<void>
  fill(css: string, text: string): Promise<void>
  /** The text of an element, once it is `pattern`. */
  waitForText(css: string, pattern: RegExp): Promise<string>
  reload(): Promise<void>
  /** Runs a function in the page, with an argument that can be JSON, and waits for its promise. */
  evaluate<Argument, Value>(run: (argument: Argument) => Promise<Value>, argument: Argument): Promise<Value>
  close(): Promise<void>
}

/** Opens a page of a user who was nowhere before. */
export type OpenPage = () => Promise<Page>

const patience = 20_000

export const browsers = {
  chromium: () => playwrightPage(launchChromium),
  firefox: () => playwrightPage(launchFirefox),
  webkit: webkitPage,
} satisfies Record<string, OpenPage>

// started once for all files of a process, and ended with it
const running = new Map<typeof launchChromium, Promise<Browser>>()

async function browserOf(launch: typeof launchChromium): Promise<Browser> {
  const browser = await running.get(launch)?.catch(() => undefined)
  if (browser?.isConnected()) return browser
  const started = launch()
  running.set(launch, started)
  return started
}

async function playwrightPage(launch: typeof launchChromium): Promise<Page> {
  const context = await (await browserOf(launch)).newContext()
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
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
    close: () => context.close(),
  }
}

async function webkitPage(): Promise<Page> {
  const browser = await webkit()
  const textOf = (css: string) =>
    browser.evaluate((selector: string) => document.querySelector(selector)?.textContent ?? '', css)
  return {
    goto: browser.goto,
    url: browser.url,
    click: browser.click,
    fill: browser.fill,
    waitForText: (css, pattern) => until(() => textOf(css), pattern, browser.url),
    reload: () => browser.evaluate(() => location.reload()),
    evaluate: (run, argument) => browser.evaluate(run, argument),
    close: browser.close,
  }
}

async function until(
  read: () => Promise<string | null>,
  pattern: RegExp,
  where: () => string | Promise<string>,
): Promise<string> {
  const end = Date.now() + patience
  for (;;) {
    // between two pages there is nothing to read
    const text = (await read().catch(() => '')) ?? ''
    if (pattern.test(text)) return text
    if (Date.now() > end) throw new Error(`still "${text}" at ${await where()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
