// How long a page takes from its callback to a token, and from a reload to "signed in", with each library in Chromium:
// `pnpm bench:pages`, or `pnpm bench:pages 5` for fewer rounds.
import { cpus, loadavg } from 'node:os'
import type { Browser, Page } from 'playwright'
import { launchChromium } from '../../setup/launch.mjs'
import { median } from '../median.ts'
import { seededShuffle } from '../seeded-shuffle.ts'
import { table } from '../table.ts'
import { type App, startApp } from './app.ts'

const baseline = 'grantkit'
const libraries = [baseline, 'oidc-client-ts', 'auth0-spa-js', 'oidc-spa']
const rounds = Number(process.argv[2] ?? 30)

/** What one load of the page took. */
interface Load {
  /** From the request for the page until it had its token. */
  milliseconds: number
  requests: number
  /** What the page's main thread worked. */
  mainThread: number
}

const moments = ['from the callback to a token', 'from a reload to signed in'] as const
type Loads = Record<(typeof moments)[number], Load>
/** How long each response takes on its way, in milliseconds: none, as on one machine, or as much as in a mobile network. */
const latencies = [0, 50]

/** One user: a login, whose callback is timed, and a reload. */
async function visit(browser: Browser, app: App, latency: number): Promise<Loads> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  try {
    const page = await context.newPage()
    await Promise.all([app.report(), page.goto(app.origin)])
    app.catching = true
    await page.evaluate(() => void globalThis.login())
    await page.waitForFunction(() => document.title === 'caught')
    app.catching = false
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    const throughput = { downloadThroughput: -1, uploadThroughput: -1 }
    await session.send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput })
    return { [moments[0]]: await timeReload(page, app), [moments[1]]: await timeReload(page, app) } as Loads
  } finally {
    await context.close()
  }
}

async function timeReload(page: Page, app: App): Promise<Load> {
  const { requests, server } = app
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const before = await worked()
  requests.length = server.requests.length = 0
  const [reported] = await Promise.all([app.report(), page.reload({ waitUntil: 'commit' })])
  const mainThread = (await worked()) - before
  const [document] = requests
  if (!document || !reported.token) throw new Error(reported.error ?? 'the page has no token')
  return {
    milliseconds: reported.at - document.at,
    requests: requests.length + server.requests.length,
    mainThread,
  }
}

const [cpu] = cpus()
const browser = await launchChromium('--ignore-certificate-errors')
console.log(
  `Chromium ${browser.version()} on ${cpus().length} x ${cpu?.model}, load ${loadavg()[0]?.toFixed(2)}, ${rounds} rounds`,
)
const apps = new Map<string, App>()
for (const library of libraries) apps.set(library, await startApp(library))
const loads = new Map(latencies.map((latency) => [latency, [] as Record<string, Loads>[]]))
const shuffle = seededShuffle(libraries.length)
for (let round = -1; round < rounds; round++) {
  for (const [latency, all] of loads) {
    const each: Record<string, Loads> = {}
    for (const library of shuffle(libraries)) each[library] = await visit(browser, apps.get(library) as App, latency)
    // the first is for the caches
    if (round >= 0) all.push(each)
  }
}
await browser.close()
for (const app of apps.values()) await app.close()

for (const [latency, all] of loads) for (const moment of moments) print(latency, moment, all)

function print(latency: number, moment: (typeof moments)[number], loads: Record<string, Loads>[]): void {
  const rows = libraries.map((library) => {
    const of = (member: keyof Load) => loads.map((each) => each[library]?.[moment][member] ?? Number.NaN)
    // paired within a round, for the machine's speed drifts between rounds
    const ratios = loads.map((each) => {
      return (
        (each[library]?.[moment].milliseconds ?? Number.NaN) / (each[baseline]?.[moment].milliseconds ?? Number.NaN)
      )
    })
    const figures = [median(of('milliseconds')).toFixed(1), `${median(ratios).toFixed(2)}x`]
    return [library, ...figures, `${median(of('requests'))}`, median(of('mainThread')).toFixed(1)]
  })
  const header = ['', 'median ms', `over ${baseline}`, 'requests', 'main thread ms']
  console.log(`\n${moment}, ${latency} ms of latency\n\n${table([header, ...rows])}`)
}
