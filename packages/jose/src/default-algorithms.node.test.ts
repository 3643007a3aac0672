import { describe, expect, it } from 'vitest'
import {
  authorizeRequest,
  getUserInfoAsJwt,
  introspectTokenAsJwt,
  type JoseError,
  parseJarmResponse,
  validateDPoPProof,
  validateIdToken,
  validateJwtAccessToken,
  validateLogoutToken,
} from './index.ts'
import {
  accessTokenClaims,
  clientId,
  idTokenClaims,
  issuer,
  jarmClaims,
  logoutTokenClaims,
  nowSeconds,
  options,
} from './testing/issuer.ts'
import { type TestKey, testKey } from './testing/keys.ts'
import { mistakeOf } from './testing/mistake.ts'
import { method, proofBy, url } from './testing/proofs.ts'
import { refused } from './testing/refused.ts'
import { signed, signedWithSecret } from './testing/tokens.ts'

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']
const testKeys = await Promise.all(algorithms.map((alg) => testKey(alg)))
const keys = { keys: testKeys.map(({ publicJwk }) => publicJwk) }
const base = { issuer, clientId, keys }
const answering = (jwt: string, type: string) => ({
  ...options,
  fetch: async () => new Response(jwt, { headers: { 'content-type': type } }),
})
const judged = async (answer: Promise<{ isError: boolean; exception?: unknown }>) => {
  const result = await answer
  if (result.isError) throw result.exception
}
const introspection = { iss: issuer, aud: clientId, iat: nowSeconds, token_introspection: { active: true } }

/** How each validator is called, and which member of the metadata it goes by. */
const validators: Record<
  string,
  { member: string; sign: (key: TestKey) => Promise<string>; run: (jwt: string, over: object) => Promise<unknown> }
> = {
  validateIdToken: {
    member: 'idToken',
    sign: (key) => signed(idTokenClaims(), key),
    run: (idToken, over) => validateIdToken({ ...base, idToken, nonce: `${idTokenClaims().nonce}`, ...over }, options),
  },
  validateLogoutToken: {
    member: 'idToken',
    sign: (key) => signed(logoutTokenClaims(), key),
    run: (logoutToken, over) => validateLogoutToken({ ...base, logoutToken, ...over }, options),
  },
  parseJarmResponse: {
    member: 'authorization',
    sign: (key) => signed(jarmClaims(), key),
    run: (response, over) =>
      judged(parseJarmResponse(new URLSearchParams({ response }), { ...base, state: 'the-state', ...over }, options)),
  },
  getUserInfoAsJwt: {
    member: 'userinfo',
    sign: (key) => signed({ iss: issuer, sub: 'alice' }, key),
    run: (jwt, over) =>
      judged(
        getUserInfoAsJwt(
          { ...base, address: `${issuer}/u`, accessToken: 'at', expectedSubject: 'alice', ...over },
          answering(jwt, 'application/jwt'),
        ),
      ),
  },
  introspectTokenAsJwt: {
    member: 'introspection',
    sign: (key) => signed(introspection, key, { typ: 'token-introspection+jwt' }),
    run: (jwt, over) =>
      judged(
        introspectTokenAsJwt(
          { ...base, address: `${issuer}/i`, clientSecret: 's', token: 'at', ...over },
          answering(jwt, 'application/token-introspection+jwt'),
        ),
      ),
  },
}

describe.each(Object.entries(validators))('%s', (_name, { member, sign, run }) => {
  const others = ['idToken', 'authorization', 'userinfo', 'introspection', 'dpop'].filter((name) => name !== member)
  const list = (name: string, value: unknown) => ({ [`${name}SigningAlgValuesSupported`]: value })

  it('accepts RS256 if there is no usable list', async () => {
    const nothing = [undefined, {}, list(member, null), list(member, []), list(member, 'ES256'), list(member, ['none'])]
    for (const metadata of [
      ...nothing,
      list(member, ['HS256', 5, null]),
      ...others.map((name) => list(name, ['ES256'])),
    ]) {
      for (const key of testKeys) {
        const run1 = run(await sign(key), { metadata })
        if (key.alg === 'RS256') await run1
        else await refused(run1, 'alg_not_allowed', 'alg')
      }
    }
  })

  it('accepts the asymmetric algorithms that the metadata lists', async () => {
    const snake = member.replace('idToken', 'id_token')
    for (const metadata of [
      list(member, ['ES256', 'none', 'HS256', 'EdDSA']),
      { issuer, [`${snake}_signing_alg_values_supported`]: ['ES256', 'none', 'HS256', 'EdDSA'] },
    ]) {
      for (const key of testKeys) {
        const run1 = run(await sign(key), { metadata })
        if (['ES256', 'EdDSA'].includes(key.alg)) await run1
        else await refused(run1, 'alg_not_allowed', 'alg')
      }
    }
  })

  it("prefers the caller's list", async () => {
    const metadata = list(member, ['ES256'])
    for (const key of testKeys) {
      const run1 = run(await sign(key), { metadata, algorithms: ['PS256'] })
      if (key.alg === 'PS256') await run1
      else await refused(run1, 'alg_not_allowed', 'alg')
    }
  })

  it('never uses a public key as a secret, whatever the metadata lists', async () => {
    const secret = 'a secret of at least 32 bytes, shared'
    const metadata = list(member, ['HS256', 'RS256'])
    const hs256 = await signedWithSecret(idTokenClaims(), secret)
    expect((await refused(run(hs256, { metadata }), 'alg_not_allowed', 'alg')).message).toContain('signed with HS256')
    const wrong = run(hs256, { metadata, keys: { clientSecret: secret } }).catch((error: JoseError) => error.code)
    expect(await wrong).not.toBe('alg_not_allowed')
  })

  it('names the refused algorithm, and the option', async () => {
    const es256 = await refused(run(await sign(await testKey('ES256')), {}), 'alg_not_allowed', 'alg')
    expect(es256.message).toBe('it is signed with ES256: algorithms, or else the metadata, accepts RS256')
    for (const alg of ['canary', 'RS256 ', 'rs256', '__proto__', 'constructor']) {
      const odd = await sign({ ...(await testKey()), alg: 'RS256' }).then((jwt) => {
        const [, ...rest] = jwt.split('.')
        return [btoa(JSON.stringify({ alg })).replace(/=/g, ''), ...rest].join('.')
      })
      const { message } = await refused(run(odd, {}), 'alg_not_allowed', 'alg')
      expect(message).toContain('signed with an unknown algorithm')
    }
  })

  it('requires metadata that is an object', async () => {
    for (const metadata of [null, 'x', 5]) {
      expect(await mistakeOf(async () => run(await sign(await testKey()), { metadata }))).toBe(
        'metadata: pass a discovery document',
      )
    }
  })
})

describe('for an API', () => {
  const typ = 'at+jwt'
  const audience = 'https://api.example'

  it('an access token may have any asymmetric algorithm, because no metadata lists them', async () => {
    const metadata = { idTokenSigningAlgValuesSupported: ['RS256'] }
    for (const key of testKeys) {
      const accessToken = await signed(accessTokenClaims(), key, { typ })
      await validateJwtAccessToken({ issuer, keys, audience, accessToken, metadata }, options)
      const request = new Request(url, { headers: { authorization: `Bearer ${accessToken}` } })
      expect(await authorizeRequest(request, { issuer, keys, audience, metadata, ...options })).toMatchObject({
        isError: false,
      })
    }
  })

  it('a DPoP proof must have an algorithm of dpop_signing_alg_values_supported', async () => {
    const proof = await proofBy(await testKey('ES256', 'proof'))
    const validate = (metadata: object) => validateDPoPProof({ dpop: proof, method, url, metadata }, options)
    for (const list of [undefined, null, [], ['ES256'], ['none'], 'PS256']) {
      await validate({ dpopSigningAlgValuesSupported: list })
    }
    const { message } = await refused(validate({ dpopSigningAlgValuesSupported: ['PS256'] }), 'alg_not_allowed', 'alg')
    expect(message).toContain('signed with ES256')
    await refused(validate({ dpop_signing_alg_values_supported: ['PS256'] }), 'alg_not_allowed', 'alg')
  })
})
