// The page of the scenarios: it shows the status, and has buttons and a client to call.
import { type BrowserClientSettings, createBrowserClient } from '@grantkit/browser'
import { TokenSourceError } from '@grantkit/tokens'

// @ts-expect-error served by the site, different for each scenario
import { config } from '/config.js'

const events: string[] = []
const navigated: string[] = []
type PageSettings = Omit<BrowserClientSettings, 'worker'> & {
  native?: boolean
  /** The origin of the worker's script, if the page has a worker. */
  worker?: { kind: 'Worker' | 'SharedWorker'; url: string }
}
const { native, worker, ...settings } = config as PageSettings

/** Starts the worker of the scenario. A Trusted Types policy makes the URL, if the browser requires that. */
function startWorker({ kind, url }: NonNullable<PageSettings['worker']>): Worker | SharedWorker {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }
  }
  policy ??= trustedTypes?.createPolicy('grantkit-worker', { createScriptURL: (given: string) => given })
  const trusted = policy?.createScriptURL(url) ?? url
  const made = kind === 'Worker' ? new Worker(trusted) : new SharedWorker(trusted)
  workers.push(made)
  return made
}
let policy: { createScriptURL(url: string): string } | undefined
const workers: (Worker | SharedWorker)[] = []
const createClient = () =>
  createBrowserClient({
    ...settings,
    ...(worker && { worker: () => startWorker(worker) }),
    // a native shell opens the system's browser
    ...(native && { callback: 'manual', navigate: (url: string) => void navigated.push(url) }),
    onEvent: ({ name }) => events.push(name),
  })
const auth = createClient()
const results: Record<string, unknown> = {}
const shown: string[] = []
const options: Record<string, object> = {}
Object.assign(globalThis, {
  auth,
  createClient,
  results,
  events,
  shown,
  options,
  navigated,
  workers,
  TokenSourceError,
})

const element = (id: string): HTMLElement => document.getElementById(id) as HTMLElement
const show = (id: string, text: unknown): void => {
  element(id).textContent = typeof text === 'string' ? text : JSON.stringify(text)
}
const note = (name: string, promise: Promise<unknown>): void => {
  promise.then(
    (result) => {
      results[name] = result
      show('result', result)
    },
    (error) => {
      results[name] = { thrown: String(error), ...error }
      show('result', results[name])
    },
  )
}

function render(): void {
  const { status, user, reason, signingIn, renewal, storage } = auth.getSnapshot()
  const words = [status, user?.sub, reason, signingIn && 'signing in', renewal, storage]
  show('status', words.filter(Boolean).join(' '))
  requestAnimationFrame(() => shown.push(element('status').textContent ?? ''))
}
auth.subscribe(render)
render()

const callback = auth.handleCallback()
note('callback', callback)
callback.then((result) => {
  show('callback', result.status)
  if ('returnTo' in result) history.replaceState(null, '', result.returnTo)
})

const actions: Record<string, () => Promise<unknown>> = {
  signIn: () => auth.signIn(options.signIn),
  popup: () => auth.signIn({ mode: 'popup', ...options.popup }),
  ensure: () => auth.ensureSignedIn(options.ensure),
  signOut: () => auth.signOut(options.signOut),
  api: async () => (await auth.fetch(`${config.origins[0]}/hello`)).status,
}
for (const [name, action] of Object.entries(actions)) element(name).onclick = () => note(name, action())
if (config.guard) note('ensure', auth.ensureSignedIn(config.guard === true ? {} : config.guard))
