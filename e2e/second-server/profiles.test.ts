import { createClient, createDPoP, JoseError, validateIdToken } from '@grantkit/jose'
import { createKeyCache, createNonce, createPkce, createState, orThrow } from 'grantkit'
import { generateKeyPair } from 'jose'
import { afterAll, expect, it } from 'vitest'
import { UserAgent } from '../server/user-agent.ts'
import { redirectUri } from './clients.ts'
import { startLemonldap } from './lemonldap.ts'
import { fillPortalForm } from './portal-forms.ts'

const server = await startLemonldap()
afterAll(() => server.close())
const { clientId } = server.clients.spa

it('lists every feature that FAPI 2.0 requires and LemonLDAP::NG lacks in one error, each with its section', async () => {
  const { privateKey: key } = await generateKeyPair('ES256')
  const settings = { authority: server.issuer, clientId, key, dpop: createDPoP() }
  const client = createClient({ profile: 'fapi2', ...settings })
  const thrown = await client.requestClientCredentialsToken().catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(JoseError)
  const { code, lacks = [], message } = thrown as JoseError
  expect(code).toBe('profile_unsupported')
  expect(lacks.map(({ member }) => member)).toEqual([
    'pushed_authorization_request_endpoint',
    'authorization_response_iss_parameter_supported',
    'token_endpoint_auth_methods_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'dpop_signing_alg_values_supported',
    'id_token_signing_alg_values_supported',
  ])
  for (const { member, section } of lacks) expect(message).toMatch(new RegExp(`${member} with .* \\(${section}\\)`))
})

it('logs in with the OAuth 2.1 profile, and the ID token is valid', async () => {
  const client = createClient({ profile: 'oauth2.1', authority: server.issuer, clientId })
  const { codeVerifier, codeChallenge } = await createPkce()
  const [state, nonce] = [createState(), createNonce()]
  const login = { redirectUri, scope: 'openid profile', state, nonce, codeChallenge }
  const visit = { until: redirectUri, fill: (html: string) => fillPortalForm(html, {}) }
  const { url } = await new UserAgent().visit(await client.createAuthorizeUrl(login), visit)
  const { code } = orThrow(await client.parseAuthorizeResponse(url, { state }))
  const exchange = { code, codeVerifier, redirectUri }
  const { idToken = '', accessToken } = orThrow(await client.requestAuthorizationCodeToken(exchange))

  const keys = createKeyCache({ address: server.jwksUri })
  const expected = { idToken, accessToken, nonce, issuer: server.issuer, clientId, keys }
  const { claims } = await validateIdToken(expected)
  expect(claims).toMatchObject({ sub: 'dwho', azp: clientId, at_hash: expect.any(String) })
  const swapped = { ...expected, accessToken: 'another' }
  await expect(validateIdToken(swapped)).rejects.toMatchObject({ code: 'claim_mismatch', claim: 'at_hash' })
})
