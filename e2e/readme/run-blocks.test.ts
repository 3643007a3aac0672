import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../packaging/run.ts'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'
import { launchChromium } from '../setup/launch.mjs'
import { codeBlocks } from './code-blocks.ts'
import { answerOfExample } from './demo-example.ts'
import { documents, nameOf } from './documents.ts'
import { bundlePage, isForPage } from './page.ts'

interface Block {
  /** Where it stands. */
  name: string
  code: string
}

const blocks = (
  await Promise.all(
    documents.map(async (document) =>
      codeBlocks(await readFile(document, 'utf8'))
        .filter(({ language }) => language === 'ts')
        .map(({ code, line }): Block => ({ name: `${nameOf(document)}:${line}`, code })),
    ),
  )
).flat()
// the callback of a login needs the login before it: see login.test.ts
const isCallback = ({ code }: Block): boolean => code.includes('parseAuthorizeResponse(url')
const forPage = blocks.filter((block) => isForPage(block.code) && !isCallback(block))
const forNode = blocks.filter(({ code }) => !isForPage(code))

const folder = new URL('../dist/readme-runs/', import.meta.url)
let redis: RedisServer
let browser: Browser
beforeAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  ;[redis, browser] = await Promise.all([startRedis(), launchChromium()])
})
afterAll(() => Promise.all([redis?.close(), browser?.close()]))

it.for(forNode)('$name runs in Node to its end', async ({ name, code }) => {
  const file = fileURLToPath(new URL(`${name.replace(/\W/g, '-')}.ts`, folder))
  const here = code.replace('redis://localhost:6379', redis.url).replace('new Redis()', `new Redis('${redis.url}')`)
  // connections that it keeps open are no fault of its
  await writeFile(file, `${here}\nconsole.log('at its end')\nprocess.exit(0)\n`)
  const world = fileURLToPath(new URL('node-world.ts', import.meta.url))
  const { status, output } = await run(process.execPath, ['--conditions=@grantkit/source', '--import', world, file])
  expect(output).toContain('at its end')
  expect(status).toBe(0)
})

it.for(forPage)('$name runs in a page to its end', async ({ code }) => {
  const script = await bundlePage(`${code}\nconsole.log('at its end')`)
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(`${error}`))
    await page.route('**/*', async (route) => {
      const request = route.request()
      const url = request.url()
      if (url.startsWith('https://app.example/')) {
        const [contentType, body] = url.endsWith('.js')
          ? ['text/javascript', script]
          : ['text/html', '<title>page</title><button>Sign in</button>']
        return route.fulfill({ contentType, body })
      }
      const body = request.postData() ?? ''
      const answer = answerOfExample({ method: request.method(), url, headers: request.headers(), body })
      if (!answer) return route.abort()
      const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
      return route.fulfill({ ...answer, body: Buffer.from(answer.body), headers: { ...answer.headers, ...cors } })
    })
    await page.goto('https://app.example/')
    await page.addScriptTag({ type: 'module', url: 'https://app.example/page.js' })
    const end = () => said.includes('at its end') || page.url().startsWith('https://demo.example/connect/authorize?')
    await expect.poll(() => end() || said.join('; '), { timeout: 10_000 }).toBe(true)
  } finally {
    await context.close()
  }
})
