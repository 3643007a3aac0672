// A stock WebKitGTK browser, steered by plain W3C WebDriver on a display of its own; no dependency.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathOf } from './find-browsers.mjs'
import { freePort } from './free-port.mjs'
import { leashed } from './leashed.mjs'

// the name under which WebDriver hands out an element (W3C WebDriver section 12)
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

/** Starts WebKit; the caller closes it. */
export async function webkit() {
  const screen = await startScreen()
  const driver = await startDriver(screen.display)
  const { send } = driver
  const stop = () => {
    driver.child.kill()
    screen.child.kill()
  }
  const session = await startSession(send).catch((error) => {
    stop()
    throw error
  })

  const at = (path) => session.path + path
  const element = async (css) => {
    const found = await send('POST', at('/element'), { using: 'css selector', value: css })
    return at(`/element/${found[elementKey]}`)
  }
  const url = () => send('GET', at('/url'))

  return {
    capabilities: session.capabilities,
    goto: (address) => send('POST', at('/url'), { url: address }),
    url,
    async evaluate(run, ...args) {
      const answer = await send('POST', at('/execute/async'), { script: awaited(run), args })
      if (answer.thrown) throw new Error(answer.thrown)
      return answer.value
    },
    click: async (css) => send('POST', `${await element(css)}/click`),
    fill: async (css, text) => send('POST', `${await element(css)}/value`, { text }),
    async waitForURL(pattern, withinMs = 10_000) {
      const end = Date.now() + withinMs
      for (;;) {
        const now = await url()
        if (pattern.test(now)) return now
        if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${pattern}, still at ${now}`)
        await sleep(50)
      }
    },
    /** The windows and tabs that are open; commands go to one of them. */
    windows: () => send('GET', at('/window/handles')),
    openTab: async () => (await send('POST', at('/window/new'), { type: 'tab' })).handle,
    switchTo: (handle) => send('POST', at('/window'), { handle }),
    async close() {
      await send('DELETE', session.path).catch(() => {})
      stop()
    },
  }
}

/** A screen nobody sees. Xvfb picks a free number and says it, once it is ready. */
async function startScreen() {
  const child = await leashed(pathOf('xvfb'), ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [number] = await Promise.race([
    once(child.stdio[3], 'data'),
    once(child, 'exit').then(([status]) => Promise.reject(new Error(`Xvfb ended with ${status}`))),
  ])
  return { child, display: `:${String(number).trim()}` }
}

async function startDriver(display) {
  // the driver can't pick a port by itself, and a free one may be taken by another process before the driver has it
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const child = await leashed(pathOf('webkitDriver'), [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: display },
    })
    const send = commands(`http://127.0.0.1:${port}`)
    while (child.exitCode === null) {
      if (await send('GET', '/status').catch(() => false)) return { child, send }
      await sleep(50)
    }
    if (attempt === 3) throw new Error(`WebKitWebDriver ended with ${child.exitCode}, three times`)
  }
}

async function startSession(send) {
  const { sessionId, capabilities } = await send('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary: pathOf('webkit'), args: ['--automation'] },
        // an element may still be on its way when it is asked for
        timeouts: { implicit: 5000, pageLoad: 30_000, script: 30_000 },
      },
    },
  })
  return { path: `/session/${sessionId}`, capabilities }
}

const commands = (origin) => async (method, path, body) => {
  const response = await fetch(origin + path, {
    method,
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }),
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error} ${value.message}`)
  return value
}

/** A script that runs a function in the page, waits for its promise, and hands back its value or what it threw. */
const awaited = (run) => `
  const args = Array.from(arguments)
  const done = args.pop()
  Promise.resolve(args)
    .then((args) => (${run})(...args))
    .then((value) => done({ value }), (error) => done({ thrown: String(error) }))
`
