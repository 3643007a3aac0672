import { type AuthorizeParameters, createAuthorizeUrl, type RequestOptions } from 'grantkit'
import { checkObject, misuse } from 'grantkit/internal/misuse'
import type { RequestEncryption } from './internal/encrypt-for.ts'
import { isJsonObject } from './internal/is-json-object.ts'
import { jwtSignerOf } from './internal/jwt-signer.ts'
import { lifetimeOf } from './internal/lifetime.ts'
import { randomId } from './internal/random-id.ts'
import { epochSeconds } from './internal/read-clock.ts'
import { type FurtherHeader, signedHeader } from './internal/signed-header.ts'
import type { SigningKey } from './signing-key.ts'

/** An authorization request to be signed, and its audience. */
export interface RequestObjectRequest extends Omit<AuthorizeParameters, 'request' | 'requestUri'> {
  clientId: string
  /** The client's private key. */
  key: SigningKey
  /** The server's issuer. */
  audience: string
  /** The signature algorithm. Required for an RSA JWK without `alg`. @default the key's, `EdDSA` for Ed25519 */
  alg?: string | undefined
  /** The key's ID at the server. @default the one in the JWK or the external signer */
  kid?: string | undefined
  /** How long the request is valid, in whole seconds: until the user's browser has sent it to the server. @default 60 */
  lifetimeSeconds?: number | undefined
  /** Encrypts the signed request, so that it can't be read in the browser and its history. */
  encryption?: RequestEncryption | undefined
  /** Further header members, such as `x5t#S256`: some servers find the key by it. @default none */
  header?: FurtherHeader | undefined
}

/**
 * A request object (JAR, RFC 9101): the authorization request as one signed JWT that can't be changed in transit. Takes
 * the same members as `createAuthorizeUrl`. Pass the result as `request` of `createAuthorizeUrl` or `pushAuthorization`, with
 * `clientId`; OpenID Connect requires `responseType` and `scope` there again (OIDC Core section 6.1).
 *
 * Rejects with a `TypeError` for a mistake in the arguments, naming the field and the fix.
 *
 * @example
 * ```ts
 * const request = await createRequestObject({ key, clientId: 'app', audience: issuer, redirectUri, scope, state, codeChallenge })
 * location.assign(createAuthorizeUrl({ address, clientId: 'app', request }))
 * ```
 */
export async function createRequestObject(
  request: RequestObjectRequest,
  options: Pick<RequestOptions, 'now'> = {},
): Promise<string> {
  checkObject('request', request)
  checkObject('options', options)
  const { key, audience, encryption } = request
  // null is no way to leave it out: the request would go out readable
  if (encryption !== undefined) checkObject('encryption', encryption)
  const { alg, kid, sign } = jwtSignerOf('key', key, request)
  if (typeof audience !== 'string' || !audience.trim()) misuse('audience', 'the issuer of the server')
  const claims = claimsOf(request)
  const iat = epochSeconds(options.now)
  const exp = iat + lifetimeOf(request.lifetimeSeconds)
  const header = signedHeader(request.header, { alg, typ: 'oauth-authz-req+jwt', ...(kid && { kid }) })
  const about = { iss: request.clientId, aud: audience, iat, nbf: iat, exp, jti: randomId() }
  // the jose library is loaded only if it is needed
  const encrypt = encryption && (await (await import('./internal/encrypt-for.ts')).encryptFor(encryption))
  const signed = await sign(header, { ...claims, ...about })
  return encrypt ? encrypt(signed) : signed
}

/** The parameters, with the checks and names of core's authorization URL, and with JSON types as values (RFC 9101 section 4). */
function claimsOf(request: RequestObjectRequest): Record<string, unknown> {
  const { state = false, codeChallenge = false } = request
  const address = 'https://server.invalid/'
  const { searchParams } = new URL(createAuthorizeUrl({ ...request, address, state, codeChallenge }))
  const claims = [...new Set(searchParams.keys())].map((name) => {
    if (reserved.test(name)) misuse(`parameters.${name}`, 'nothing: the request object sets it or must not have it')
    const values = searchParams.getAll(name)
    return [name, values.length > 1 ? values : typed(name, values[0]!)]
  })
  // not by assignment: a name may be __proto__
  return Object.fromEntries(claims)
}

const reserved = /^(request|request_uri|iss|sub|aud|iat|nbf|exp|jti)$/

const shapes: Record<string, (value: unknown) => boolean> = {
  __proto__: null as never,
  claims: isJsonObject,
  authorization_details: Array.isArray,
  max_age: (value) => Number.isInteger(value) && (value as number) >= 0,
}

function typed(name: string, text: string): unknown {
  const isRight = shapes[name]
  if (!isRight) return text
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {}
  return isRight(value) ? value : misuse(`parameters.${name}`, 'JSON of the type that the specification requires')
}
