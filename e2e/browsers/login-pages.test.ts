import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newsOfLogin, wordsOf } from '../../examples/login-page/words.js'
import { browsers } from './browser.ts'
import { logIn } from './log-in.ts'
import { loginPages, startLoginPage } from './login-pages.ts'

test.for(loginPages)('%s signs in, calls its API, comes back after a reload and signs out', async (example) => {
  const { pages, server, close } = await startLoginPage(example)
  const browser = await browsers.chromium()
  try {
    await logIn(browser, pages.origin)
    await browser.waitForText('#status', /Signed in as Alice/)
    await browser.click('#call')
    await browser.waitForText('#answer', /alice/)
    expect(server.requests.filter(({ path, form }) => path === '/token' && form.grant_type)).toHaveLength(1)
    if (example === 'worker-login') {
      const stored = await browser.evaluate(
        async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]),
        undefined,
      )
      expect(stored).not.toMatch(/access|refresh/)
    }
    // with a worker the tokens are lost, but the server's session remains
    await browser.reload()
    await browser.waitForText('#status', /Signed in as Alice/)
    expect(await browser.url()).toBe(`${pages.origin}/`)
    await browser.click('#logout')
    await browser.waitForText('h1', /Sign out/)
    await browser.click('button')
    await browser.waitForText('#status', /Signed out/)
    await browser.waitForText('#notice', /You signed out/)
    // all examples share the file with the texts
    if (example !== 'spa-login') return
    await browser.click('#login')
    await browser.waitForText('h1', /Sign in/)
    await browser.click('a[href$="/abort"]')
    await browser.waitForText('#notice', /You were not signed in. The sign-in service says: the user cancelled/)
  } finally {
    await browser.close()
    await close()
  }
})

test('the pages have words for every reason and every result that the README names', () => {
  const readme = readFileSync(new URL('../../packages/browser/README.md', import.meta.url), 'utf8')
  const codesOf = (line: RegExp) =>
    [...(line.exec(readme)?.[1]?.matchAll(/`(\w+)`/g) ?? [])].map(([, code]) => `${code}`)
  const reasons = codesOf(/^\| `reason` \| why nobody is signed in: (.*) \|$/m)
  const refusals = codesOf(/^\| `refused` \| `reason`: (.*?) \|/m)
  expect([reasons.length, refusals.length]).toEqual([10, 4])
  const signedOut = { status: 'signed_out' } as const
  const silent = (code: string) => ['no_session', 'superseded'].includes(code)
  for (const reason of reasons.filter((code) => !silent(code))) {
    expect(wordsOf({ status: 'signed_out', reason: reason as 'idle' }).notice, reason).toMatch(/^[A-Z].*\.$/)
  }
  for (const reason of refusals.filter((code) => !silent(code))) {
    expect(newsOfLogin({ status: 'refused', reason: reason as 'loop' }, signedOut)?.text, reason).toMatch(/^[A-Z].*\.$/)
  }
  for (const status of ['expired', 'interrupted', 'unknown', 'closed'] as const) {
    expect(newsOfLogin({ status } as { status: 'unknown' }, signedOut)?.text, status).toMatch(/^[A-Z].*\.$/)
  }
})
