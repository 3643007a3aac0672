import { parseJarmResponse } from '@grantkit/jose'
import {
  createAuthorizeUrl,
  createKeyCache,
  createPkce,
  createState,
  orThrow,
  requestAuthorizationCodeToken,
} from 'grantkit'
import { afterAll, describe, expect, it } from 'vitest'
import { pageOrigin, redirectUri } from '../real-server/log-in.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { UserAgent } from '../server/user-agent.ts'

const server = await startAuthorizationServer({ pageOrigin })
const other = await startAuthorizationServer({ pageOrigin })
afterAll(() => Promise.all([server.close(), other.close()]))
const keys = createKeyCache({ address: server.jwksUri })
const { webJarm, webJarmEncrypted } = server.clients

/** Logs alice in up to the callback or its form post. */
async function visit(clientId: string, responseMode: string, cancel = false) {
  const { codeVerifier, codeChallenge } = await createPkce()
  const state = createState()
  const request = { clientId, redirectUri, scope: 'openid', state, codeChallenge, responseMode }
  const url = createAuthorizeUrl({ address: server.authorizationEndpoint, ...request })
  const arrival = await new UserAgent().visit(url, { until: redirectUri, cancel })
  return { ...arrival, codeVerifier, expected: { state, issuer: server.issuer, clientId, keys, algorithms: ['ES256'] } }
}

describe.each([
  ['signed', webJarm, {}],
  ['signed and encrypted', webJarmEncrypted, { decryptionKeys: [server.decryptionKeys.ec], requireEncryption: true }],
] as const)('parseJarmResponse, %s', (_, client, decryption) => {
  it.each(['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'])(
    'reads a code that gets a token, by %s',
    async (mode) => {
      const { url, form, codeVerifier, expected } = await visit(client.clientId, mode)
      const { code } = orThrow(await parseJarmResponse(form ?? url, { ...expected, ...decryption }))
      const exchange = { address: server.tokenEndpoint, ...client, code, redirectUri, codeVerifier }
      expect((await requestAuthorizationCodeToken(exchange)).isError).toBe(false)
    },
  )

  it('reads that the user refused', async () => {
    const { url, expected } = await visit(client.clientId, 'jwt', true)
    expect(await parseJarmResponse(url, { ...expected, ...decryption })).toMatchObject({
      isError: true,
      code: 'oauth_error',
      error: 'access_denied',
    })
  })

  it("refuses another request's, another client's, another server's", async () => {
    const { url, expected } = await visit(client.clientId, 'jwt')
    const read = async (wrong: object) => parseJarmResponse(url, { ...expected, ...decryption, ...wrong })
    expect(await read({ state: createState() })).toMatchObject({ code: 'state_mismatch' })
    expect(await read({ clientId: 'web' })).toMatchObject({ exception: { code: 'claim_mismatch', claim: 'aud' } })
    expect(await read({ issuer: other.issuer })).toMatchObject({ code: 'issuer_mismatch' })
    const theirs = createKeyCache({ address: other.jwksUri })
    expect(await read({ keys: theirs })).toMatchObject({ exception: { code: 'signature_invalid' } })
    expect(await read({ algorithms: ['RS256'] })).toMatchObject({ exception: { code: 'alg_not_allowed' } })
  })
})

it('refuses an encrypted callback without the key, with the reason', async () => {
  const { url, expected } = await visit(webJarmEncrypted.clientId, 'jwt')
  expect(await parseJarmResponse(url, expected)).toMatchObject({ exception: { code: 'decryption_failed' } })
  const decryptionKeys = [server.decryptionKeys.rsa]
  expect(await parseJarmResponse(url, { ...expected, decryptionKeys })).toMatchObject({
    exception: { code: 'decryption_failed' },
  })
})
