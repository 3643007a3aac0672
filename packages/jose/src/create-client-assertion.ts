import type { ClientAssertion, ClientAssertionFactory, RequestOptions } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import { jsonCopy } from './internal/json-copy.ts'
import { jwtSignerOf } from './internal/jwt-signer.ts'
import { lifetimeOf } from './internal/lifetime.ts'
import { randomId } from './internal/random-id.ts'
import { epochSeconds, readClock } from './internal/read-clock.ts'
import { secretSignerOf } from './internal/secret-signer.ts'
import { type FurtherHeader, signedHeader } from './internal/signed-header.ts'
import type { SigningKey } from './signing-key.ts'

/** The contents of a client assertion. */
export interface ClientAssertionRequest {
  /**
   * The client's private key, for `private_key_jwt`; or the client's secret as text or bytes, at least as long as the
   * hash, for `client_secret_jwt`, which signs with it and does not send it.
   */
  key: SigningKey | string | Uint8Array
  clientId: string
  /**
   * The audience: the server's issuer, which all servers should accept; or `'endpoint'`, the exact URL of
   * the endpoint that is called, if a server accepts nothing else. It is always one string, never a list: with a list, each
   * of the servers could use the assertion at the others.
   */
  audience: string
  /** The signature algorithm. Required for an RSA JWK without `alg`. @default the key's, `EdDSA` for Ed25519, `HS256` for a secret */
  alg?: string | undefined
  /** The key's ID at the server. @default the one in the JWK or the external signer */
  kid?: string | undefined
  /** How long an assertion is valid, in whole seconds. @default 60 */
  lifetimeSeconds?: number | undefined
  /**
   * The header's `typ`. `client-authentication+jwt`, required by newer specifications, prevents that the assertion is taken
   * for another kind of JWT. Older servers may refuse it.
   * @default 'JWT', which all servers accept
   */
  typ?: string | undefined
  /** Further header members, such as `x5t#S256`: some servers find the key by it. @default none */
  header?: FurtherHeader | undefined
  /** Further claims. `iss`, `sub`, `aud`, `jti`, `iat` and `exp` are set for you. */
  claims?: object | undefined
}

/**
 * A factory for the `clientAssertion` of every request that authenticates the client. Each attempt gets its own assertion
 * with a new `jti`, `iat` and `exp` (RFC 7523 section 3, OIDC Core section 9).
 *
 * @throws {TypeError} for a mistake in the arguments, naming the field and the fix. A JWK that can't be imported, or an external
 * signer that returns a wrong signature, is noticed when the first assertion is made.
 *
 * @example
 * ```ts
 * const clientAssertion = createClientAssertion({ key: privateKey, kid: 'k1', clientId: 'app', audience: 'https://as.example' })
 * await requestClientCredentialsToken({ address: 'https://as.example/token', clientId: 'app', clientAssertion })
 * ```
 */
export function createClientAssertion(
  request: ClientAssertionRequest,
  options: Pick<RequestOptions, 'now'> = {},
): ClientAssertionFactory {
  checkObject('request', request)
  checkObject('options', options)
  const { now } = options
  readClock(now)
  const { key, clientId, audience, typ = 'JWT' } = request
  const isSecret = typeof key === 'string' || key instanceof Uint8Array
  const { alg, kid, sign } = isSecret ? secretSignerOf(key, request) : jwtSignerOf('key', key, request)
  if (typeof clientId !== 'string' || !clientId.trim()) misuse('clientId', 'a non-empty string')
  if (audience !== 'endpoint' && !isUrl(audience)) misuse('audience', 'the issuer, an URL, or "endpoint"')
  const lifetimeSeconds = lifetimeOf(request.lifetimeSeconds)
  const claims = jsonCopy('claims', request.claims)
  for (const name of ['iss', 'sub', 'aud', 'jti', 'iat', 'exp']) {
    if (name in claims) misuse(`claims.${name}`, 'nothing: it is set here')
  }
  const header = signedHeader(request.header, { alg, typ, ...(kid && { kid }) })

  return async (endpoint): Promise<ClientAssertion> => {
    checkObject('endpoint', endpoint)
    const { url } = endpoint
    if (audience === 'endpoint' && !isUrl(url)) misuse('url', 'the absolute URL of the endpoint')
    const iat = epochSeconds(now)
    const value = await sign(header, {
      ...claims,
      iss: clientId,
      sub: clientId,
      aud: audience === 'endpoint' ? url : audience,
      jti: randomId(),
      iat,
      exp: iat + lifetimeSeconds,
    })
    return { type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', value }
  }
}

function isUrl(text: string): boolean {
  try {
    return typeof text === 'string' && !!new URL(text)
  } catch {
    return false
  }
}
