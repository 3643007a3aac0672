import { describe, expect, it } from 'vitest'
import { testFetch } from '../../core/src/testing/test-fetch.ts'
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
} from './index.ts'
import { clientId, issued, issuer, issuerKeys, nowSeconds, options } from './testing/issuer.ts'
import { testKey } from './testing/keys.ts'
import { method, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'

const keys = await issuerKeys()
const { publicJwk } = await testKey()
const { kid, use, alg, ...jwk } = publicJwk
const key = { keys, issuer }
const nonce = 'n'
const redirect_uri = 'https://app.example/cb'

/** What any JWT of the issuer's may say: enough for the most modest of the validators. */
const base = { iss: issuer, sub: 'alice', aud: clientId, exp: nowSeconds + 60, iat: nowSeconds, jti: 'j' }

/** A JWT of every kind: what it says beside that, and the types that it may have. */
const jwts: Record<string, { claims: object; typ?: string; plain?: true }> = {
  'an ID token': { claims: { ...base, nonce }, plain: true },
  'an ID token with at_hash': { claims: { ...base, at_hash: 'h' }, plain: true },
  'an access token': { claims: { ...base, client_id: clientId, scope: 'a' }, typ: 'at+jwt', plain: true },
  'an access token without scope': { claims: { ...base, client_id: clientId }, typ: 'at+jwt', plain: true },
  'an access token of Keycloak': { claims: { ...base, azp: clientId, typ: 'Bearer' }, plain: true },
  'an access token of Cognito': { claims: { ...base, token_use: 'access', client_id: clientId }, plain: true },
  'a logout token': {
    claims: { ...base, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    typ: 'logout+jwt',
    plain: true,
  },
  'another security event': {
    claims: { ...base, events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} } },
    typ: 'secevent+jwt',
    plain: true,
  },
  'an authorization response': { claims: { ...base, code: 'c', state: 's' }, plain: true },
  'an error of authorization': { claims: { ...base, error: 'access_denied', state: 's' }, plain: true },
  'a userinfo response': { claims: { iss: issuer, aud: clientId, sub: 'alice', name: 'Alice' }, plain: true },
  'an introspection response': {
    claims: { ...base, token_introspection: { active: true } },
    typ: 'token-introspection+jwt',
    plain: true,
  },
  'metadata of a server': { claims: { ...base, issuer, jwks_uri: `${issuer}/jwks` }, plain: true },
  'metadata of an API': {
    claims: { ...base, resource: clientId, authorization_servers: [issuer] },
    plain: true,
  },
  'a DPoP proof': { claims: { ...base, htm: method, htu: url }, typ: 'dpop+jwt', plain: true },
  'a request object': {
    claims: { ...base, client_id: clientId, response_type: 'code', redirect_uri },
    typ: 'oauth-authz-req+jwt',
    plain: true,
  },
  'a client assertion': {
    claims: { ...base, iss: clientId, sub: clientId, aud: issuer },
    typ: 'client-authentication+jwt',
    plain: true,
  },
}

const ok = <Answer extends { isError: boolean; exception?: unknown; errorDescription?: string }>(answer: Answer) => {
  if (answer.isError) throw answer.exception ?? new JoseError('claim_invalid', `${answer.errorDescription}`)
  return answer
}
const answering = (jwt: string, type: string) => ({
  ...options,
  fetch: testFetch(new Response(jwt, { headers: { 'content-type': type } })),
})

/** Each validator with as little as it can be told, and the kinds and types that it accepts. */
const validators: Record<string, { run: (jwt: string) => Promise<unknown>; takes: string[]; typed?: true }> = {
  'validateIdToken without a nonce': {
    run: (idToken) => validateIdToken({ ...key, idToken, clientId, nonce: false }, options),
    takes: ['an ID token with at_hash'],
  },
  'validateIdToken with a nonce': {
    run: (idToken) => validateIdToken({ ...key, idToken, clientId, nonce }, options),
    takes: ['an ID token'],
  },
  'validateIdToken after a refresh': {
    run: (idToken) => validateIdToken({ ...key, idToken, clientId, previous: base }, options),
    takes: ['an ID token with at_hash'],
  },
  validateJwtAccessToken: {
    run: (accessToken) => validateJwtAccessToken({ ...key, accessToken, audience: clientId }, options),
    takes: ['an access token', 'an access token without scope'],
    typed: true,
  },
  'validateJwtAccessToken of plain types': {
    run: (accessToken) =>
      validateJwtAccessToken({ ...key, accessToken, audience: clientId, mayLack: ['typ'] }, options),
    takes: ['an access token', 'an access token without scope', 'an access token of Cognito'],
  },
  validateLogoutToken: {
    run: (logoutToken) => validateLogoutToken({ ...key, logoutToken, clientId }, options),
    takes: ['a logout token'],
  },
  parseJarmResponse: {
    run: async (response) =>
      ok(await parseJarmResponse(new URLSearchParams({ response }), { ...key, clientId, state: 's' }, options)),
    takes: ['an authorization response'],
  },
  'parseJarmResponse without a state': {
    run: async (response) =>
      ok(await parseJarmResponse(new URLSearchParams({ response }), { ...key, clientId, state: false }, options)),
    takes: [],
  },
  getUserInfoAsJwt: {
    run: async (jwt) =>
      ok(
        await getUserInfoAsJwt(
          { ...key, address: `${issuer}/userinfo`, accessToken: 'at', expectedSubject: 'alice', clientId },
          answering(jwt, 'application/jwt'),
        ),
      ),
    takes: ['a userinfo response'],
  },
  introspectTokenAsJwt: {
    run: async (jwt) =>
      ok(
        await introspectTokenAsJwt(
          { ...key, address: `${issuer}/introspect`, token: 'at', clientId, clientSecret: 's' },
          answering(jwt, 'application/token-introspection+jwt'),
        ),
      ),
    takes: ['an introspection response'],
    typed: true,
  },
  validateSignedMetadata: {
    run: (signed_metadata) =>
      validateSignedMetadata({ ...key, metadata: { issuer, resource: clientId, signed_metadata } }, options),
    takes: ['metadata of a server', 'metadata of an API'],
  },
  validateDPoPProof: {
    run: (dpop) => validateDPoPProof({ dpop, method, url }, options),
    takes: ['a DPoP proof'],
    typed: true,
  },
}

describe.each(Object.entries(validators))('%s', (_name, { run, takes, typed }) => {
  it.each(Object.entries(jwts))('given %s', async (kind, { claims, typ: own, plain }) => {
    for (const typ of [...(own ? [own, `application/${own}`] : []), ...(plain ? [undefined, 'JWT', 'jwt'] : [])]) {
      const jwt = await issued(claims, { typ, jwk })
      const isPlain = typ === undefined || /^jwt$/i.test(typ)
      if (takes.includes(kind) && !(isPlain && typed)) expect(await run(jwt)).toBeTruthy()
      else await expect(run(jwt), `typ ${typ}`).rejects.toThrow(JoseError)
    }
  })
})

describe('a JWT of another kind', () => {
  it('is named in the error, with the expected kind', async () => {
    const access = (header: object) =>
      issued({ ...base, client_id: 'c' }, header).then((accessToken) =>
        validateJwtAccessToken({ ...key, accessToken, audience: clientId }, options),
      )
    expect((await refused(access({}), 'type_mismatch', 'typ')).message).toBe(
      'its typ is missing, but RFC 9068 requires at+jwt; mayLack can allow it',
    )
    expect((await refused(access({ typ: 'JWT' }), 'type_mismatch', 'typ')).message).toBe(
      'its typ is JWT, but RFC 9068 requires at+jwt; mayLack can allow it',
    )
    expect((await refused(access({ typ: 'logout+jwt' }), 'type_mismatch', 'typ')).message).toBe(
      'its typ is that of a logout token, but RFC 9068 requires at+jwt',
    )
    // what the token says itself stays out of the message
    expect((await refused(access({ typ: 'x-evil' }), 'type_mismatch', 'typ')).message).not.toContain('evil')
    const idToken = await issued({ ...base, client_id: 'c' })
    const { message } = await refused(
      validateIdToken({ ...key, idToken, clientId, nonce: false }, options),
      'type_mismatch',
      'client_id',
    )
    expect(message).toBe('it is an access token by its claims: client_id+jti')
  })

  it("isn't accepted if its distinguishing claims are null", async () => {
    const idToken = await issued({ ...base, client_id: null, events: null })
    expect((await validateIdToken({ ...key, idToken, clientId, nonce: false }, options)).claims.sub).toBe('alice')
  })

  it("isn't checked if the nonce of the login identifies the ID token", async () => {
    const idToken = await issued({ ...base, nonce, client_id: clientId, scope: 'openid' })
    expect((await validateIdToken({ ...key, idToken, clientId, nonce }, options)).claims.scope).toBe('openid')
  })
})

describe('claims that RFC 9068 requires and a server leaves out', () => {
  const validate = async (claims: object, mayLack: string[] = [], header: object = { typ: 'at+jwt' }) =>
    validateJwtAccessToken(
      {
        ...key,
        accessToken: await issued({ ...base, client_id: 'c', ...claims }, header),
        audience: clientId,
        mayLack: mayLack as ['sub'],
      },
      options,
    )

  it.each(['sub', 'client_id', 'jti'])(
    '%s is refused with the name of the profile, and mayLack allows it',
    async (name) => {
      const { message } = await refused(validate({ [name]: undefined }), 'claim_missing', name)
      expect(message).toBe(`${name} is missing, which RFC 9068 requires; mayLack can allow it`)
      await refused(validate({ [name]: null }), 'claim_invalid', name)
      for (const value of [undefined, null]) {
        expect((await validate({ [name]: value }, [name])).claims.aud).toBe(clientId)
      }
      await refused(validate({ [name]: 5 }, [name]), 'claim_invalid', name)
      await refused(validate({ [name]: '' }, [name]), 'claim_invalid', name)
    },
  )

  it('the audience stays required', async () => {
    const neither = { sub: undefined, client_id: undefined }
    await refused(validate(neither, ['sub', 'client_id']), 'claim_missing', 'client_id')
  })

  it('without a typ, a token must have claims that an ID token lacks', async () => {
    for (const typ of [undefined, 'JWT']) {
      expect((await validate({}, ['typ'], { typ })).claims.sub).toBe('alice')
      expect((await validate({ client_id: undefined, scope: 'a' }, ['typ', 'client_id'], { typ })).claims.scope).toBe(
        'a',
      )
      await refused(validate({ client_id: undefined }, ['typ', 'client_id'], { typ }), 'claim_missing', 'client_id')
      await refused(validate({ nonce }, ['typ'], { typ }), 'type_mismatch', 'nonce')
    }
    await refused(validate({}, ['typ'], { typ: 'logout+jwt' }), 'type_mismatch', 'typ')
  })
})
