import type { Browser, BrowserContext, Page } from 'playwright'
import type { AuthorizationServerOptions } from '../../server/authorization-server.ts'
import { launchChromium } from './chromium.ts'
import { type Servers, startServers } from './servers.ts'
import type { SitePages } from './site.ts'

/** The browser, app and server that the scenarios of a file share. */
export interface World extends Servers {
  browser: Browser
  /** A user with a separate browser profile. */
  context(): Promise<BrowserContext>
}

/** Starts them, with Chromium. */
export async function startWorld(options: AuthorizationServerOptions = {}, pages?: SitePages): Promise<World> {
  const [browser, servers] = await Promise.all([launchChromium(), startServers(options, pages)])
  const contexts = new Set<BrowserContext>()
  return Object.assign(servers, {
    browser,
    async context() {
      const context = await browser.newContext()
      contexts.add(context)
      context.setDefaultTimeout(20_000)
      return context
    },
    close: closing(servers.close, async () => {
      for (const context of contexts) await context.close()
      await browser.close()
    }),
  })
}

const closing = (...all: (() => Promise<void>)[]) => {
  return async (): Promise<void> => {
    for (const close of all.reverse()) await close()
  }
}

/** Logs in on the server's pages, and consents if the server asks. */
export async function logInAtServer(page: Page, user: 'alice' | 'bob' = 'alice'): Promise<void> {
  await page.fill('[name=login]', user)
  await page.fill('[name=password]', user === 'alice' ? 'wonderland' : 'builder')
  await page.click('button')
  // a user who has consented before is sent back to the app at once
  const asked = await page.waitForFunction(() => {
    const isConsent = /Consent/.test(document.querySelector('h1')?.textContent ?? '')
    return isConsent ? 'consent' : document.getElementById('status') && 'app'
  })
  if ((await asked.jsonValue()) === 'consent') await page.click('button')
}

/** Waits for the page's status. */
export async function seen(page: Page, pattern: RegExp): Promise<void> {
  await page.locator('#status', { hasText: pattern }).waitFor()
}

/** Opens the app and signs in by a redirect. */
export async function signIn(page: Page, { site }: World, user: 'alice' | 'bob' = 'alice', path = '/'): Promise<void> {
  await page.goto(site.origin + path)
  await seen(page, /^signed_out/)
  await page.click('#signIn')
  await logInAtServer(page, user)
  await seen(page, new RegExp(`^signed_in ${user}`))
}

/** Waits for an action of the page, and returns its result. The page may still be the server's. */
export async function resultOf(page: Page, name: string): Promise<Record<string, unknown>> {
  const handle = await page.waitForFunction(
    (what) => (globalThis as unknown as { results?: Record<string, unknown> }).results?.[what],
    name,
  )
  return (await handle.jsonValue()) as Record<string, unknown>
}

/** The received token requests, by grant. */
export function grants({ server }: Pick<Servers, 'server'>): string[] {
  return server.requests
    .filter(({ path, method }) => path === '/token' && method === 'POST')
    .map(({ form }) => `${form.grant_type}`)
}

/** What the client has stored in IndexedDB, as texts. A key is shown by its members. */
export async function stored(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const held: Record<string, string> = {}
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) =>
        Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }),
      )
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name))
      const store = database.transaction('grantkit').objectStore('grantkit')
      const [keys, values] = [await done(store.getAllKeys()), await done(store.getAll())]
      database.close()
      for (const [index, key] of keys.entries()) {
        const value = values[index]
        const { privateKey = value } = Object(value)
        held[String(key)] = typeof value === 'string' ? value : `extractable ${privateKey.extractable}`
      }
    }
    return held
  })
}

/** Removes an entry of the client from IndexedDB, as a browser may if it runs out of space. */
export async function removeStored(page: Page, entry: string): Promise<void> {
  await page.evaluate(async (key) => {
    for (const { name = '' } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => {
          const change = opening.result.transaction('grantkit', 'readwrite')
          change.objectStore('grantkit').delete(key)
          change.oncomplete = resolve
        }
      })
    }
  }, entry)
}

/** Whether the server received a refresh token twice. */
export function reuses({ server }: World): string[] {
  const sent = server.requests.filter(({ path }) => path === '/token').flatMap(({ form }) => form.refresh_token ?? [])
  return sent.filter((token, index) => sent.indexOf(token) < index).map(String)
}

/** The page's access token, or the error that it got. */
export async function askToken(page: Page, options: { forceRenewal?: boolean } = {}): Promise<Record<string, unknown>> {
  return page.evaluate(
    (given) =>
      globalThis.auth.getAccessToken(given).then(
        ({ tokenType }) => ({ tokenType }),
        ({ name, code, reason, transient }) => ({ name, code, reason, transient }),
      ),
    options,
  )
}
