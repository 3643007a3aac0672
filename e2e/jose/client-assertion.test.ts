import { createClientAssertion } from '@grantkit/jose'
import {
  type ClientAssertionFactory,
  type Failure,
  introspectToken,
  orThrow,
  pollBackchannelAuthenticationToken,
  pushAuthorization,
  registerClient,
  requestBackchannelAuthentication,
  requestClientCredentialsToken,
  requestDeviceAuthorization,
  revokeToken,
} from 'grantkit'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { redirectUri } from '../real-server/log-in.ts'
import { refusal } from '../real-server/refusal.ts'
import { nothing, scriptedClock } from '../real-server/scripted-clock.ts'
import { startAuthorizationServer } from '../server/authorization-server.ts'
import { clientSecretJwtKey } from '../server/clients.ts'

const server = await startAuthorizationServer({ pageOrigin: new URL(redirectUri).origin })
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})

interface Sender {
  clientId: string
  clientAssertion: ClientAssertionFactory
}

const address = server.tokenEndpoint
const success = { isError: false }
const ways = [
  ['private_key_jwt', server.clients.everywherePrivateKeyJwt.clientId, { key: server.clientKey, kid: 'client' }],
  ['client_secret_jwt', server.clients.everywhereSecretJwt.clientId, { key: clientSecretJwtKey }],
] as const

/** Every endpoint at which a client authenticates. */
const endpoints: Record<string, (sender: Sender, token: string) => Promise<{ isError: false } | Failure>> = {
  token: (sender) => requestClientCredentialsToken({ address, ...sender }),
  'pushed authorization': (sender) =>
    pushAuthorization({ address: server.pushedAuthorizationRequestEndpoint, ...sender, ...pushed }),
  introspection: (sender, token) => introspectToken({ address: server.introspectionEndpoint, ...sender, token }),
  revocation: (sender, token) => revokeToken({ address: server.revocationEndpoint, ...sender, token }),
  'device authorization': (sender) =>
    requestDeviceAuthorization({ address: server.deviceAuthorizationEndpoint, ...sender, scope: 'openid' }),
  'backchannel authentication': (sender) =>
    requestBackchannelAuthentication({ address: server.backchannelAuthenticationEndpoint, ...sender, ...backchannel }),
}
const pushed = { redirectUri, scope: 'openid', codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }
const backchannel = { scope: 'openid', loginHint: 'alice' }

describe.each(ways)('%s', (_, clientId, key) => {
  describe.each([
    ['the issuer', server.issuer],
    ['the endpoint called', 'endpoint'],
  ])('for %s', (_, audience) => {
    const clientAssertion = createClientAssertion({ ...key, clientId, audience })
    const sender = { clientId, clientAssertion }

    it.each(Object.entries(endpoints))(
      'is accepted at the %s endpoint, a new one each time (PAIN 17)',
      async (_, ask) => {
        const { accessToken } = orThrow(await requestClientCredentialsToken({ address, ...sender }))
        expect(await ask(sender, accessToken)).toMatchObject(success)
        expect(await ask(sender, accessToken)).toMatchObject(success)
      },
    )
  })

  it('is created for each poll', async () => {
    const clientAssertion = createClientAssertion({ ...key, clientId, audience: server.issuer })
    const sender = { address: server.backchannelAuthenticationEndpoint, clientId, clientAssertion }
    const login = orThrow(await requestBackchannelAuthentication({ ...sender, ...backchannel }))
    const { authenticationRequestId, intervalMs, expiresAt } = login
    const poll = { ...sender, address, authenticationRequestId, intervalMs, expiresAt }
    const clock = scriptedClock(nothing, nothing, () => server.backchannelDevice.approve(authenticationRequestId))
    const response = await pollBackchannelAuthenticationToken(poll, { clock })
    expect(response).toMatchObject({ isError: false, tokenType: 'Bearer' })
    const sent = server.requests.map(({ form }) => form.client_assertion)
    expect(sent).toHaveLength(4)
    expect(new Set(sent).size).toBe(sent.length)
  })

  it('is refused with another audience, after it has expired, and with another key', async () => {
    const about = { clientId, audience: server.issuer }
    const late = { now: () => Date.now() - 61_000 }
    const { privateKey } = await generateKeyPair('ES256')
    const wrong = [
      createClientAssertion({ ...key, ...about, audience: 'https://other.example' }),
      createClientAssertion({ ...key, ...about }, late),
      createClientAssertion({
        ...about,
        key: 'key' in key && typeof key.key === 'string' ? `${key.key}?` : privateKey,
      }),
    ]
    for (const clientAssertion of wrong) {
      const response = await requestClientCredentialsToken({ address, clientId, clientAssertion })
      expect(response).toMatchObject(refusal(401, 'invalid_client'))
    }
  })

  it("is accepted with the caller's claims and typ", async () => {
    const more = { claims: { nbf: 0, tenant: 'a' }, typ: 'client-authentication+jwt' }
    const clientAssertion = createClientAssertion({ ...key, clientId, audience: server.issuer, ...more })
    expect(await requestClientCredentialsToken({ address, clientId, clientAssertion })).toMatchObject(success)
  })
})

describe('private_key_jwt with a key that the client registers itself', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('is accepted with %s', async (alg) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg, use: 'sig' }
    const metadata = {
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: alg,
      jwks: { keys: [jwk] },
    }
    const { clientId } = orThrow(await registerClient({ address: server.registrationEndpoint, metadata }))
    const privateJwk = { ...(await exportJWK(privateKey)), kid: 'own', alg }
    for (const key of [privateKey, privateJwk]) {
      const clientAssertion = createClientAssertion({ key, clientId, audience: server.issuer })
      expect(await requestClientCredentialsToken({ address, clientId, clientAssertion })).toMatchObject(success)
    }
  })
})
