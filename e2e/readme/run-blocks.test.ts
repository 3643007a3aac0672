import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../packaging/run.ts'
import { type RedisServer, startRedis } from '../redis/start-redis.ts'
import { launchChromium } from '../setup/launch.mjs'
import { writeBlocks } from './block-files.ts'
import { codeBlocks } from './code-blocks.ts'
import { documents, nameOf } from './documents.ts'
import { bundlePage, isForPage } from './page.ts'
import { openExamplePage } from './page-world.ts'

const folder = new URL('../dist/readme-runs/', import.meta.url)
const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const files = writeBlocks(folder)
const runnable = files.filter(
  ({ language, notRun, notChecked, imported }) => language !== 'js' && !notRun && !notChecked && !imported,
)
const forPage = runnable.filter(({ code, language, runIn }) => !runIn && (language === 'tsx' || isForPage(code)))
const forNode = runnable.filter((block) => !block.runIn && !forPage.includes(block))
const elsewhere = runnable.filter(({ runIn }) => runIn)

let redis: RedisServer
let browser: Browser
beforeAll(async () => {
  ;[redis, browser] = await Promise.all([startRedis(), launchChromium()])
  for (const { path } of runnable) {
    const code = await readFile(path, 'utf8')
    const here = code.replace('redis://localhost:6379', redis.url).replace('new Redis()', `new Redis('${redis.url}')`)
    if (here !== code) await writeFile(path, here)
  }
})
afterAll(() => Promise.all([redis?.close(), browser?.close()]))

describe('in Node', () => {
  const problems = new Map<string, string | undefined>()
  let output = ''
  beforeAll(async () => {
    const list = fileURLToPath(new URL('node.json', folder))
    await writeFile(list, JSON.stringify({ programs: forNode.map(({ path }) => path) }))
    const args = ['--conditions=@grantkit/source', pathOf('run-in-node.ts'), list]
    ;({ output } = await run(process.execPath, args, undefined, 230_000))
    for (const [, result = ''] of output.matchAll(/^RESULT (.*)$/gm)) {
      const { path, problem } = JSON.parse(result)
      problems.set(path, problem)
    }
  }, 240_000)

  it.for(forNode)('$name runs to its end', ({ path }) => {
    expect(problems.has(path), output.slice(-2000)).toBe(true)
    expect(problems.get(path)).toBeUndefined()
  })
})

it.for(elsewhere)('$name runs in $runIn to its end', async ({ path, runIn = '' }) => {
  const { status, output } = await run(...programOf(runIn, path))
  expect(output).toContain('at its end')
  expect(status).toBe(0)
})

function programOf(runtime: string, path: string): [string, string[]] {
  const binary = pathOf(`../node_modules/.bin/${runtime}`)
  const args = [pathOf('run-alone.ts'), path]
  if (runtime === 'deno') {
    const resolution = ['--node-modules-dir=manual', '--conditions=@grantkit/source', '--sloppy-imports']
    return [binary, ['run', '--no-check', '-A', ...resolution, ...args]]
  }
  if (runtime === 'bun') return [binary, ['--conditions=@grantkit/source', ...args]]
  throw new Error(`a block can run in deno or bun, not in ${runtime}`)
}

it.for(forPage)('$name runs in a page to its end', async ({ path }) => {
  const script = await bundlePage(path)
  const { said, page, close } = await openExamplePage(browser, {
    '/': '<!doctype html><title>page</title><div id="root"></div><div id="app"></div><button>Sign in</button>',
    '/page.js': script,
  })
  try {
    await page.addScriptTag({ type: 'module', url: 'https://app.example/page.js' })
    const end = () => said.includes('at its end') || page.url().startsWith('https://demo.example/connect/authorize?')
    await expect.poll(() => end() || said.join('; '), { timeout: 10_000 }).toBe(true)
  } finally {
    await close()
  }
})

// the scripts in a document's HTML are its own blocks, by file name, or the packages' files for script tags
const html = documents.flatMap((document) => {
  const name = nameOf(document)
  return codeBlocksOf(document)
    .filter(({ language, notRun, notChecked }) => language === 'html' && !notRun && !notChecked)
    .map(({ code, line }) => ({ name: `${name}:${line}`, code, document: name }))
})
const umd = ['core/dist/grantkit.umd.min.js', 'browser/dist/grantkit.browser.umd.min.js']

it.for(html)('$name loads in a page without an error', async ({ code, document }) => {
  const scripts = Object.fromEntries(
    files.flatMap(({ file, document: own, code }): [string, string][] =>
      file && own === document ? [[`/${file}`, code]] : [],
    ),
  )
  for (const path of umd) {
    const script = await readFile(pathOf(`../../packages/${path}`), 'utf8')
    scripts[`/${path.split('/').pop()}`] = script
  }
  const own = code.replace(/src="([^"]+)" integrity="sha384-…"/g, (_, src: string) => {
    const digest = createHash('sha384')
      .update(scripts[`/${src.split('/').pop()}`] ?? '')
      .digest('base64')
    return `src="${src}" integrity="sha384-${digest}"`
  })
  const { said, page, close } = await openExamplePage(browser, { '/': own, ...scripts })
  try {
    await page.waitForLoadState('networkidle')
    expect(said).toEqual([])
  } finally {
    await close()
  }
})

function codeBlocksOf(document: URL) {
  return codeBlocks(readFileSync(document, 'utf8'))
}
