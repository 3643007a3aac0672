import { describe, expect, it } from 'vitest'
import { canary, echoes, transports, visibleText } from '../../core/src/testing/canary.ts'
import { json } from '../../core/src/testing/replies.ts'
import { signed } from '../../jose/src/testing/tokens.ts'
import { fakeIssuer, startLogin } from './testing/fake-issuer.ts'

const secrets = { clientSecret: `${canary}-secret`, pushedRequests: 'always' } as const

/** All that a request said: what a server or a transport could repeat. */
const told = (form: URLSearchParams, headers: Headers) => `${form} ${[...form.values(), ...headers.values()].join(' ')}`

/** Everything secret in a login: what the caller gave, and what was made for it. */
const secretsOf = ({ codeVerifier, nonce }: { codeVerifier?: string; nonce?: string }) =>
  [canary, codeVerifier, nonce, 'the-access-token', 'the-refresh-token', 'eyJ'].filter((text) => text !== undefined)

function expectNoSecret(value: unknown, transaction: { codeVerifier?: string; nonce?: string } = {}) {
  const text = visibleText(value).join('\n')
  for (const secret of secretsOf(transaction)) expect(text).not.toContain(secret)
}

describe('no failure shows a secret', () => {
  it.for(Object.entries(transports))('when the transport of a pushed request throws it as %s', async ([, thrown]) => {
    const server = await fakeIssuer()
    server.answers.par = ({ url, form, headers }) => {
      throw thrown(told(form, headers), { url, form, headers, init: {} })
    }
    const error = await startLogin(secrets, {}, server).catch((reason) => reason)
    expect(error.name).toBe('LoginError')
    expectNoSecret(error)
  })

  it.for(Object.entries(echoes).filter(([name]) => !name.includes('stalls')))(
    'when the server answers a pushed request with %s',
    async ([, echo]) => {
      const server = await fakeIssuer()
      server.answers.par = ({ form, headers }) => echo(told(form, headers))
      const error = await startLogin(secrets, {}, server).catch((reason) => reason)
      expect(error.name).toBe('LoginError')
      expectNoSecret(error)
    },
  )

  it.for(Object.entries(transports))('when the transport of the token request throws it as %s', async ([, thrown]) => {
    const { server, comeBack, transaction } = await startLogin(secrets)
    server.answers.token = ({ url, form, headers }) => {
      throw thrown(told(form, headers), { url, form, headers, init: {} })
    }
    const result = await comeBack({ code: `${canary}-code` })
    expect(result).toMatchObject({ code: 'token_request_failed' })
    expectNoSecret(result, transaction)
  })

  it.for(Object.entries(echoes).filter(([name]) => !name.includes('stalls')))(
    'when the server answers the token request with %s',
    async ([, echo]) => {
      const { server, comeBack, transaction } = await startLogin(secrets)
      server.answers.token = ({ form, headers }) => echo(told(form, headers))
      const result = await comeBack({ code: `${canary}-code` })
      expect(result.status).toBe('failed')
      expectNoSecret(result, transaction)
    },
  )

  it('when the response or the ID token is refused', async () => {
    const { server, client, callback, comeBack, transaction } = await startLogin()
    const code = `${canary}-code`
    expectNoSecret(await comeBack({ code, iss: 'https://evil.example' }), transaction)
    expectNoSecret(await comeBack({ code, state: `${canary}-state` }), transaction)
    expectNoSecret(await client.processResponse(`${callback({ code })}&code=${canary}`, transaction), transaction)
    expectNoSecret(await client.processResponse(callback({ code }), undefined), transaction)
    server.token = { id_token: await signed({ sub: canary, nonce: transaction.nonce }, server.key) }
    const rejected = await comeBack({ code })
    expect(rejected).toMatchObject({ code: 'id_token_rejected' })
    expectNoSecret(rejected, transaction)
    expectNoSecret((rejected as { cause?: unknown }).cause, transaction)
  })

  it('when userinfo is about another user', async () => {
    const { server, comeBack, transaction } = await startLogin({ userInfo: true })
    server.answers.userinfo = () => json({ sub: canary })
    const result = await comeBack()
    expect(result).toMatchObject({ code: 'user_info_failed' })
    expectNoSecret(result, transaction)
  })

  it('would be noticed: a planted one is found', () => {
    expect(() => expectNoSecret({ message: `the code ${canary}` })).toThrow()
    expect(() => expectNoSecret(new Error('x', { cause: 'verifier-1' }), { codeVerifier: 'verifier-1' })).toThrow()
  })
})
