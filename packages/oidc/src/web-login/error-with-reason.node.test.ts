import { expect, it } from 'vitest'
import { json } from '../../../core/src/testing/replies.ts'
import { type FakeIssuer, issuer } from '../testing/fake-issuer.ts'
import { type TestBrowser, webApp } from '../testing/web-app.ts'

const refused = (error: string, description: string, status: number) => () =>
  json({ error, error_description: description }, status)
const comeBack = async (alice: TestBrowser, answer?: Record<string, string>) =>
  alice.visit(await alice.leave('/auth/login', answer), { from: 'cross-site' })

interface Wrong {
  what: string
  /** What is wrong at the server. */
  server?: (server: FakeIssuer) => void
  visit?: (alice: TestBrowser) => Promise<Response>
  status: number
  /** What the app's developers read. */
  told: RegExp
}

it.for<Wrong>([
  {
    what: 'the client’s secret',
    server: ({ answers }) => {
      answers.token = refused('invalid_client', 'client authentication failed', 401)
    },
    status: 400,
    told: /^LoginError: The sign-in could not be completed\. .* Reason: invalid_client: client authentication failed \(HTTP 401\)$/,
  },
  {
    what: 'the issuer’s path',
    server: ({ answers }) => {
      for (const name of ['openid-configuration', 'oauth-authorization-server'])
        answers[name] = () => new Response('', { status: 404 })
    },
    visit: (alice) => alice.visit('/auth/login'),
    status: 503,
    told: /can’t be reached\. .* Reason: .*is this the issuer or token endpoint\?; no document at https:\/\/as\.example\/\.well-known.*HTTP 404\)$/,
  },
  {
    what: 'the issuer’s name',
    server: ({ metadata }) => {
      metadata.issuer = `${issuer}/`
    },
    visit: (alice) => alice.visit('/auth/login'),
    status: 503,
    told: /Reason: invalid_response: issuer https:\/\/as\.example\/ differs .* by a trailing slash/,
  },
  {
    what: 'the scope',
    visit: (alice) => comeBack(alice, { error: 'invalid_scope', error_description: 'unknown scope: reed\nDone' }),
    status: 403,
    told: /^LoginError: .* Reason: invalid_scope: unknown scope: reed Done$/,
  },
  {
    what: 'the keys',
    server: ({ answers }) => {
      answers.jwks = () => new Response('', { status: 500 })
    },
    status: 503,
    told: /could not be verified just now\. .* Reason: .*HTTP 500/,
  },
  {
    what: 'the clock',
    server: ({ claims, time }) => {
      claims.exp = time / 1000 - 7200
    },
    status: 400,
    told: /Reason: exp /,
  },
])(
  'tells developers the reason, and the user only what to do: $what',
  async ({ server, visit = comeBack, status, told }) => {
    const errors: unknown[] = []
    const app = await webApp({ onError: (error) => errors.push(error) })
    server?.(app.server)
    const response = await visit(app.browser())
    expect(response.status).toBe(status)
    const page = await response.text()
    expect(page).not.toContain('Reason')
    expect(errors.map(String)).toEqual([expect.stringMatching(told)])
    // what loggers print
    expect(errors.map((error) => (error as Error).stack?.split('\n')[0])).toEqual(errors.map(String))
    expect(`${errors}${page}`).not.toMatch(/the-client-secret|the-code/)
  },
)

it('reports nothing to developers if the user declines', async () => {
  const errors: unknown[] = []
  const { browser } = await webApp({ onError: (error) => errors.push(error) })
  expect((await comeBack(browser(), { error: 'access_denied' })).status).toBe(403)
  expect(errors).toEqual([])
})

it("reports the error of a handler to developers, which some servers don't log", async () => {
  const errors: unknown[] = []
  const broken = new TypeError('showProblem: broken')
  const { browser } = await webApp({
    showProblem: () => {
      throw broken
    },
    onError: (error) => errors.push(error),
  })
  await expect(browser().visit('/auth/callback?code=c&state=s')).rejects.toBe(broken)
  expect(errors).toEqual([broken])
})
