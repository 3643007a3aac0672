import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../setup/launch.mjs'
import { root } from './run.ts'

const policy = "default-src 'none'; script-src 'self'; connect-src 'self'"

const html = `<!doctype html>
<title>A page under a strict policy</title>
<script>document.title = 'an inline script ran'</script>
<script src="/grantkit.umd.min.js"></script>
<script src="/page.js"></script>`

/** The script of the page. It is sent as text and runs in the browser. */
async function page(): Promise<void> {
  const { grantkit } = globalThis as unknown as { grantkit: typeof import('grantkit') }
  const report: Record<string, unknown> = {}
  try {
    const { codeVerifier, codeChallenge } = await grantkit.createPkce()
    report.challenge = codeChallenge === (await grantkit.createCodeChallenge(codeVerifier))
    const response = await grantkit.requestAuthorizationCodeToken({
      address: `${location.origin}/token`,
      clientId: 'spa',
      code: 'c',
      redirectUri: `${location.origin}/`,
      codeVerifier,
    })
    report.token = grantkit.orThrow(response).accessToken
    report.sent = response.json?.sent
  } catch (error) {
    report.thrown = String(error)
  }
  try {
    report.evaluated = new Function('return 1')()
  } catch (error) {
    report.evaluated = (error as Error).name
  }
  ;(globalThis as { report?: unknown }).report = report
}

const files: Record<string, [type: string, text: string]> = {
  '/': ['text/html', html],
  '/page.js': ['text/javascript', `(${page})()`],
  '/grantkit.umd.min.js': [
    'text/javascript',
    readFileSync(join(root, 'packages/core/dist/grantkit.umd.min.js'), 'utf8'),
  ],
}

let server: Server
let origin: string
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let sent = ''
    for await (const chunk of request) sent += chunk
    const [type, text] =
      request.url === '/token'
        ? ['application/json', JSON.stringify({ access_token: 'at', token_type: 'Bearer', sent })]
        : (files[request.url ?? ''] ?? ['text/plain', ''])
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(text)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

test('the script works on a page whose policy allows no inline script and no eval', async () => {
  const browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    await tab.goto(origin)
    const report = await (await tab.waitForFunction(() => (globalThis as { report?: unknown }).report)).jsonValue()
    const { challenge, token, sent, evaluated, thrown } = report as Record<string, string>
    expect(thrown).toBeUndefined()
    expect(challenge).toBe(true)
    expect(token).toBe('at')
    const form = new URLSearchParams(sent)
    expect(form.get('grant_type')).toBe('authorization_code')
    expect(form.get('client_id')).toBe('spa')
    expect(form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
    // check that the policy is applied
    expect(evaluated).toBe('EvalError')
    expect(await tab.title()).toBe('A page under a strict policy')
  } finally {
    await browser.close()
  }
})
