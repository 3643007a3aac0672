import type { BrowserContext, Page } from 'playwright'
import type { Servers } from './servers.ts'
import { strictPolicy, workerPath } from './site.ts'

export type WorkerKind = 'Worker' | 'SharedWorker'

/** Settings of a page with its tokens in a worker. The policy allows the page itself only requests for discovery. */
export function configureWorker(
  { site, server, configure }: Servers,
  kind: WorkerKind,
  changes: Record<string, unknown> = {},
): void {
  configure({ worker: { kind, url: workerPath }, ...changes })
  const [name = ''] = Object.keys(site.headers)
  const policy = strictPolicy(server.issuer)[name]?.replace("trusted-types 'none'", 'trusted-types grantkit-worker')
  site.headers = { ...site.headers, [name]: `${policy}` }
  site.workerHeaders = { [name]: `default-src 'none'; connect-src ${server.issuer}; report-uri /csp` }
}

/** Records every message that the context's pages receive, from any sender, and everything that they store. */
export async function recordPages(context: BrowserContext): Promise<{ text(): Promise<string> }> {
  const heard: string[] = []
  await context.exposeBinding('hear', (_, text: string) => void heard.push(text))
  await context.addInitScript(listenToAll)
  return {
    async text() {
      const held = await Promise.all(context.pages().map((page) => page.evaluate(everythingStored)))
      const cookies = await context.cookies()
      return JSON.stringify([heard, held, cookies])
    },
  }
}

/** Runs in each page before its scripts, so that it records messages before any other listener gets them. */
function listenToAll(): void {
  const { hear } = globalThis as unknown as { hear(text: string): void }
  const decoder = new TextDecoder()
  const textOf = (value: unknown): string =>
    JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? decoder.decode(each) : each)) ?? ''
  const noted = (event: Event): void => {
    if (event instanceof MessageEvent) hear(textOf(event.data))
  }
  const { addEventListener } = EventTarget.prototype
  const known = new WeakSet<EventTarget>()
  const note = (target: EventTarget): void => {
    if (known.has(target)) return
    known.add(target)
    addEventListener.call(target, 'message', noted)
  }
  EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, ...rest: unknown[]) {
    if (type === 'message') note(this ?? globalThis)
    return addEventListener.call(this, type, ...(rest as [EventListener]))
  }
  for (const { prototype } of [MessagePort, Worker, BroadcastChannel]) {
    const own = Object.getOwnPropertyDescriptor(prototype, 'onmessage') as PropertyDescriptor
    Object.defineProperty(prototype, 'onmessage', {
      ...own,
      set(listener: unknown) {
        note(this)
        own.set?.call(this, listener)
      },
    })
  }
}

/** Everything in a page's storage. */
async function everythingStored(): Promise<unknown> {
  const databases = []
  for (const { name = '' } of await indexedDB.databases()) {
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => resolve(opening.result)
    })
    for (const store of opened.objectStoreNames) {
      const all = opened.transaction(store).objectStore(store).getAll()
      await new Promise((resolve) => {
        all.onsuccess = resolve
      })
      databases.push([name, store, all.result])
    }
    opened.close()
  }
  return [{ ...localStorage }, { ...sessionStorage }, databases, await caches.keys(), document.cookie, location.href]
}

/** The names of the page's databases. */
export async function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => `${name}`))
}
