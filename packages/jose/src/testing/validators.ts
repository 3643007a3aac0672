import {
  getUserInfoAsJwt,
  introspectTokenAsJwt,
  JoseError,
  parseJarmResponse,
  validateDPoPProof,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
  validateSignedMetadata,
} from '../index.ts'
import {
  accessTokenClaims,
  clientId,
  idTokenClaims,
  issuer,
  jarmClaims,
  logoutTokenClaims,
  nowSeconds,
  options,
} from './issuer.ts'
import { method, url } from './proofs.ts'

/** The members of a request that decide which signatures are accepted. */
export interface Trusted {
  keys: { keys: readonly object[] } | { clientSecret: string }
  algorithms?: readonly string[]
}

/** A validator, and a JWT that it accepts. */
export interface Validator {
  name: string
  /** The claims of a valid JWT. `over` overrides them. */
  claims: (over?: object) => Record<string, unknown>
  /** The header of a valid JWT, without `alg` and `kid`. */
  header: object
  /** Resolves to the claims, or rejects with the `JoseError`. */
  run: (jwt: string, trusted: Trusted) => Promise<unknown>
}

/** The `json` or `claims` of a response or callback. Throws the exception of a failure. */
async function judged(response: Promise<{ isError: boolean; exception?: unknown; json?: unknown }>): Promise<unknown> {
  const result = await response
  if (result.isError) throw result.exception ?? new JoseError('claim_invalid', 'the response is a failure')
  return result.json ?? result
}

const answering = (jwt: string, type: string) => ({
  ...options,
  fetch: async () => new Response(jwt, { headers: { 'content-type': type } }),
})
const introspection = 'token-introspection+jwt'

/** All validators of JWTs that an issuer signs. Not that of DPoP proofs, because a proof contains its own key. */
export const validators: readonly Validator[] = [
  {
    name: 'validateIdToken',
    claims: idTokenClaims,
    header: {},
    run: async (idToken, trusted) =>
      (await validateIdToken({ ...trusted, issuer, clientId, idToken, nonce: 'n-0S6_WzA2Mj' } as never, options))
        .claims,
  },
  {
    name: 'validateJwtAccessToken',
    claims: accessTokenClaims,
    header: { typ: 'at+jwt' },
    run: async (accessToken, trusted) => {
      const request = { ...trusted, issuer, accessToken, audience: 'https://api.example' }
      return (await validateJwtAccessToken(request as never, options)).claims
    },
  },
  {
    name: 'validateLogoutToken',
    claims: logoutTokenClaims,
    header: { typ: 'logout+jwt' },
    run: async (logoutToken, trusted) =>
      (await validateLogoutToken({ ...trusted, issuer, clientId, logoutToken } as never, options)).claims,
  },
  {
    name: 'parseJarmResponse',
    claims: jarmClaims,
    header: {},
    run: (response, trusted) => {
      const expected = { ...trusted, issuer, clientId, state: 'the-state' }
      return judged(parseJarmResponse(new URLSearchParams({ response }), expected as never, options))
    },
  },
  {
    name: 'getUserInfoAsJwt',
    claims: (over) => ({ iss: issuer, aud: clientId, sub: 'alice', ...over }),
    header: {},
    run: (jwt, trusted) => {
      const request = {
        ...trusted,
        issuer,
        clientId,
        address: `${issuer}/me`,
        accessToken: 'at',
        expectedSubject: 'alice',
      }
      return judged(getUserInfoAsJwt(request as never, answering(jwt, 'application/jwt')))
    },
  },
  {
    name: 'introspectTokenAsJwt',
    claims: (over) => ({ iss: issuer, aud: clientId, iat: nowSeconds, token_introspection: { active: true }, ...over }),
    header: { typ: introspection },
    run: (jwt, trusted) => {
      const request = { ...trusted, issuer, clientId, clientSecret: 's', address: `${issuer}/introspect`, token: 'at' }
      return judged(introspectTokenAsJwt(request as never, answering(jwt, `application/${introspection}`)))
    },
  },
  {
    name: 'validateSignedMetadata',
    claims: (over) => ({ iss: issuer, issuer, jwks_uri: `${issuer}/jwks`, ...over }),
    header: {},
    run: (signed_metadata, trusted) =>
      validateSignedMetadata({ ...trusted, issuer, metadata: { issuer, signed_metadata } } as never, options),
  },
]

/** Validates a proof made by `proofBy`, and returns its claims. */
export const validateProof = async (dpop: string): Promise<unknown> =>
  (await validateDPoPProof({ dpop, method, url }, options)).claims
