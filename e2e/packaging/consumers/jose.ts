// A program of somebody who installed @grantkit/jose: read by several compilers with several libraries, never run.
import {
  createClient,
  createClientAssertion,
  createDPoP,
  createRequestObject,
  type DPoPKeyPair,
  type DPoPKeyStore,
  JoseError,
  type JoseErrorCode,
  parseJarmResponse,
  type SigningKey,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
} from '@grantkit/jose'
import { createKeyCache, type DPoPSigner, requestClientCredentialsToken, requestRefreshToken } from 'grantkit'

const issuer = 'https://server.example'
const address = `${issuer}/token`
const clientId = 'service'

export async function service(key: SigningKey): Promise<string | undefined> {
  const clientAssertion = createClientAssertion({ key, clientId, audience: issuer })
  const dpop: DPoPSigner = createDPoP()
  const token = await requestClientCredentialsToken({ address, clientId, clientAssertion, dpop })
  return token.isError ? undefined : token.accessToken
}

export async function keys(): Promise<string> {
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const keyPair = made as DPoPKeyPair
  const keyStore: DPoPKeyStore = { get: async () => keyPair, set: async (_keyPair) => {} }
  const own: SigningKey = { alg: 'ES256', kid: 'k', sign: async (bytes) => bytes }
  createClientAssertion({ key: keyPair.privateKey, kid: 'k', clientId, audience: 'endpoint' })
  const request = await createRequestObject({ key: own, clientId, audience: issuer, scope: ['openid'] })
  const dpop = createDPoP({ keyStore, alg: 'ES256' })
  await dpop.createProof({ method: 'GET', url: 'https://api.example', accessToken: 'at' })
  return request + (await createDPoP({ keyPair }).getThumbprint())
}

export async function login(idToken: string, callback: string, refreshToken: string): Promise<string> {
  const keys = createKeyCache({ address: `${issuer}/jwks` })
  const back = await parseJarmResponse(callback, { state: 's', issuer, clientId, keys })
  if (back.isError) return back.exception ? why(back.exception.code) : back.error
  const first = await validateIdToken({ idToken, issuer, clientId, nonce: 'n', keys, accessToken: undefined })
  const token = await requestRefreshToken({ address, clientId, refreshToken })
  if (token.isError || !token.idToken) return back.code
  const next = await validateIdToken({ idToken: token.idToken, issuer, clientId, previous: first.claims, keys })
  const own: unknown = next.claims.own
  await validateLogoutToken({ logoutToken: 't', issuer, clientId, keys: { clientSecret: 'secret' } })
  return own ? next.claims.sub : first.header.alg
}

export async function api(request: Request): Promise<string | undefined> {
  const keys = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
  try {
    const { claims } = await validateJwtAccessToken(
      { accessToken: 'at', issuer, audience: ['a', 'b'], keys, requiredScope: 'read' },
      { clockToleranceMs: 1000, signal: request.signal },
    )
    return claims.cnf?.jkt
  } catch (error) {
    if (error instanceof JoseError) return error.claim
    throw error
  }
}

export function why(code: JoseErrorCode): string {
  switch (code) {
    case 'keys_unavailable':
      return 'later'
    case 'dpop_key_lost':
      return 'log in'
    default:
      return code satisfies Exclude<JoseErrorCode, 'keys_unavailable' | 'dpop_key_lost'>
  }
}

export const bound = (key: SigningKey): Promise<unknown> =>
  createClient({
    profile: 'fapi2',
    authority: issuer,
    clientId,
    key,
    dpop: createDPoP(),
  }).requestClientCredentialsToken()

const publicKeys = { keys: [] }
export const mistakes = [
  // @ts-expect-error the audience is required
  () => createClientAssertion({ key: 'secret', clientId }),
  // @ts-expect-error a key is needed
  () => createClientAssertion({ clientId, audience: issuer }),
  // @ts-expect-error the nonce must be passed, or false
  () => validateIdToken({ idToken: 't', issuer, clientId, keys: publicKeys }),
  // @ts-expect-error a login has a nonce, a refresh a previous token
  () => validateIdToken({ idToken: 't', issuer, clientId, keys: publicKeys, nonce: 'n', previous: { sub: 's' } }),
  // @ts-expect-error nothing is accepted without keys
  () => validateIdToken({ idToken: 't', issuer, clientId, nonce: 'n' }),
  // @ts-expect-error access tokens aren't signed with the API's secret
  () => validateJwtAccessToken({ accessToken: 't', issuer, audience: 'a', keys: { clientSecret: 's' } }),
  // @ts-expect-error the state must be passed, or false
  () => parseJarmResponse('?response=r', { issuer, clientId, keys: publicKeys }),
  // @ts-expect-error there is no such profile
  () => createClient({ profile: 'fapi1', authority: issuer, clientId }),
  // @ts-expect-error there is no such code
  (error: JoseError) => error.code === 'oops',
]
